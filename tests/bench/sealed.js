// The ways to seal and open one file in a browser, each timed here from its start to its end: ours, the limits with
// nothing of ours in them, and the peers. Every way returns milliseconds.

import start, * as sealport from './sealport-bench.js';
import { PEERS } from './peers.js';

const READ_LENGTH = 4 * 1024 * 1024;
const IN_FLIGHT = 8;
const TAG_LENGTH = 16;

const key = crypto.getRandomValues(new Uint8Array(32));
const limitKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
await start();

window.longestTask = 0;
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.longestTask = Math.max(window.longestTask, entry.duration);
}).observe({ type: 'longtask' });

const timed = async (act) => {
    const begin = performance.now();
    await act();
    return performance.now() - begin;
};

/** The parameters of a frame: an IV of 12 bytes and 78 bytes of associated data. */
const parameters = (frame) => {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(8, frame);
    return { name: 'AES-GCM', iv, additionalData: new Uint8Array(78), tagLength: 128 };
};

/** Reads a Blob in large slices, passes each frame to the cipher, and drops what comes back. */
async function limit(blob, frameLength, cipher, keep = () => {}) {
    const perRead = Math.max(1, Math.floor(READ_LENGTH / frameLength)) * frameLength;
    const flying = [];
    let frame = 0;
    const slice = (at) => at < blob.size ? blob.slice(at, at + perRead).arrayBuffer() : undefined;
    let next = slice(0);
    for (let at = 0; at < blob.size; at += perRead) {
        const read = new Uint8Array(await next);
        next = slice(at + perRead);
        for (let from = 0; from < read.length; from += frameLength) {
            frame += 1;
            flying.push(cipher(parameters(frame), limitKey, read.subarray(from, from + frameLength)));
            if (flying.length >= IN_FLIGHT) keep(await flying.shift());
        }
    }
    for (const last of flying) keep(await last);
}

const seal = crypto.subtle.encrypt.bind(crypto.subtle);
const open = crypto.subtle.decrypt.bind(crypto.subtle);

const file = () => document.querySelector('#bench-file').files[0];
const kept = new Map();

/** Makes what the ways of opening need. */
export async function prepare(frameLength) {
    kept.set('ours', await sealport.seal(file(), key, frameLength, false));
    // In a private file: Blobs of this size may be lost in silence.
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('limit', { create: true });
    const writable = await handle.createWritable();
    await limit(file(), frameLength, seal, (sealed) => { writable.write(sealed); });
    await writable.close();
    kept.set('limit', await handle.getFile());
}

export const WAYS = {
    'seal': (frameLength) => timed(() => sealport.sealAndDrop(file(), key, frameLength, false)),
    'seal, verified': (frameLength) => timed(() => sealport.sealAndDrop(file(), key, frameLength, true)),
    'seal into a Blob, verified': (frameLength) => timed(() => sealport.seal(file(), key, frameLength, true)),
    'L-seal': (frameLength) => timed(() => limit(file(), frameLength, seal)),
    'open': () => timed(() => sealport.openAndDrop(kept.get('ours'), key)),
    'L-open': (frameLength) => timed(() => limit(kept.get('limit'), frameLength + TAG_LENGTH, open)),
};

/** A peer seals a part of the file and opens it; as many bytes as it can hold. */
export async function peer(name, length) {
    const ways = await PEERS[name]();
    const part = file().slice(0, length);
    let sealed;
    const sealing = await timed(async () => { sealed = await ways.seal(part); });
    let opened;
    const opening = await timed(async () => { opened = await ways.open(sealed); });
    if (opened !== length) throw new Error(`${name} gave back ${opened} bytes of ${length}`);
    return { sealing, opening };
}

export const peers = Object.keys(PEERS);
window.bench = { prepare, WAYS, peer, peers };
