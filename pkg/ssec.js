// The entry `sealport/ssec` for pages and bundlers: keys and presigned requests alone, in a smaller wasm file.
import initWasm, * as wasm from './generated/ssec.js';
import { loader } from './parts/loader.js';
import { ssecOf } from './parts/ssec.js';

const { init, part } = loader(initWasm, wasm);

/** Loads the wasm part, once. A failed load may be tried again. */
export default init;

export const { SseCKey, Presigner, completeWithKey } = ssecOf(part);
