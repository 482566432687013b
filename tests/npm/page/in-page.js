// A page finds no bare names, so it names the file that bundlers would find.
import * as sealport from './node_modules/sealport/index.js';
import { roundTrip } from './round-trip.js';

globalThis.violations = [];
document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(event.violatedDirective));
globalThis.inPage = (storage) => roundTrip(sealport, storage);
