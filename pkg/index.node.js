// The package's entry for Node: the same, with the wasm file read from the disk.
import { readFile } from 'node:fs/promises';
import initWeb, { PresignedLink, Presigner, SseCKey, completeWithKey } from './index.js';

export { PresignedLink, Presigner, SseCKey, completeWithKey };

const WASM = new URL('./generated/sealport_bg.wasm', import.meta.url);

export default async function init(source) {
  await initWeb(source ?? (await readFile(WASM)));
}
