// Runs in the scratch project, beside its node_modules. The bucket comes on standard input: it holds a secret.
import { readFileSync } from 'node:fs';
import * as sealport from 'sealport';
import * as ssec from 'sealport/ssec';
import { roundTrip } from './round-trip.js';
import { ssecTrip } from './ssec-trip.js';

const storage = JSON.parse(readFileSync(0, 'utf8'));
const whole = await roundTrip(sealport, storage);
console.log(JSON.stringify({ whole, ssec: await ssecTrip(ssec, storage) }));
