// The entry `sealport/ssec` for Node: the same, with the wasm file read from the disk.
import { readFile } from 'node:fs/promises';
import initWeb, { Presigner, SseCKey, completeWithKey } from './ssec.js';

export { Presigner, SseCKey, completeWithKey };

const WASM = new URL('./generated/ssec_bg.wasm', import.meta.url);

export default async function init(source) {
  await initWeb(source ?? (await readFile(WASM)));
}
