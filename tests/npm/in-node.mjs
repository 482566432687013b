// Runs in the scratch project, beside its node_modules. The bucket comes on standard input: it holds a secret.
import { readFileSync } from 'node:fs';
import * as sealport from 'sealport';
import { roundTrip } from './round-trip.js';

const storage = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(await roundTrip(sealport, storage)));
