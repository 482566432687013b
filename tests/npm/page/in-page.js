// A page finds no bare names, so it names the file that bundlers would find.
import * as sealport from './node_modules/sealport/index.js';
import * as ssec from './node_modules/sealport/ssec.js';
import { roundTrip } from './round-trip.js';
import { ssecTrip } from './ssec-trip.js';

globalThis.violations = [];
document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(event.violatedDirective));
globalThis.inPage = async (storage) => {
  const whole = await roundTrip(sealport, storage);
  return { whole, ssec: await ssecTrip(ssec, storage) };
};
