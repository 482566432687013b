// The ways to seal and open one file in a browser, each timed here from its start to its end: ours, the limits with
// nothing of ours in them, and the peers. Every way returns milliseconds.

import startBare, * as bare from './bare.js';
import start, * as sealport from './sealport-bench.js';
import { PEERS } from './peers.js';

const READ_LENGTH = 4 * 1024 * 1024;
const IN_FLIGHT = 8;
const TAG_LENGTH = 16;

const key = crypto.getRandomValues(new Uint8Array(32));
const limitKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
await Promise.all([start(), startBare()]);

let longest = 0;
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
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
/** Presigned, by method: `{ url, headers }`. */
let plain = {};

/** Makes what the ways of opening and of transfer need. `storage` is what `connect` takes. */
export async function prepare(how, storage, presigned) {
    plain = presigned;
    sealport.connect(...storage);
    await sealport.upload(file(), 'sealed.bin', { ...how, key });
    await put();
    const ours = await sealport.seal(file(), { ...how, key });
    kept.set('ours', await stored('ours', (writable) => writable.write(ours)));
    sealport.forgetLast();
    const sealing = (writable) => limit(file(), how.frameLength, seal, (sealed) => { writable.write(sealed); });
    kept.set('limit', await stored('limit', sealing));
}

/** What is opened lies in private files: Blobs of this size may be lost in silence, and are read at another speed. */
async function stored(name, write) {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle(name, { create: true });
    const writable = await handle.createWritable();
    await write(writable);
    await writable.close();
    return handle.getFile();
}

const put = () => new Promise((done, fail) => {
    const xhr = new XMLHttpRequest();
    xhr.open('PUT', plain.put.url);
    for (const [name, value] of Object.entries(plain.put.headers)) xhr.setRequestHeader(name, value);
    xhr.onload = () => xhr.status === 200 ? done() : fail(new Error(`status ${xhr.status}`));
    xhr.onerror = () => fail(new Error('no answer'));
    xhr.send(file());
});

const get = async () => {
    const answer = await fetch(plain.get.url, { headers: plain.get.headers, cache: 'no-store', credentials: 'omit' });
    const reader = answer.body.getReader();
    for (;;) { if ((await reader.read()).done) break; }
};

/** All ways, by their names; each takes how to seal, without the key. `undefined` for `verify` is as in the page. */
const WAYS = {
    'seal': (how) => sealport.sealAndDrop(file(), { ...how, key, verify: false }),
    'verified seal': (how) => sealport.sealAndDrop(file(), { ...how, key, verify: true }),
    'seal into a Blob': (how) => sealport.seal(file(), { ...how, key, verify: false }),
    'L-seal': (how) => limit(file(), how.frameLength, seal),
    'open': () => sealport.openAndDrop(kept.get('ours'), key),
    'L-open': (how) => limit(kept.get('limit'), how.frameLength + TAG_LENGTH, open),
    'sealed upload': (how) => sealport.upload(file(), 'sealed.bin', { ...how, key, verify: false }),
    'verified upload': (how) => sealport.upload(file(), 'sealed.bin', { ...how, key, verify: true }),
    'L-put': put,
    'L-seal and L-put at once': (how) => Promise.all([limit(file(), how.frameLength, seal), put()]),
    'sealed download': () => sealport.download('sealed.bin', key),
    'L-get': get,
};

/** Goes one way: its milliseconds, and the longest that it kept the main thread, where that was over 50 ms. */
async function way(name, how) {
    await pause();
    longest = 0;
    const ms = await timed(() => WAYS[name](how));
    await pause();
    // The disk is not to fill while all ways take turns.
    if (name === 'seal into a Blob') sealport.forgetLast();
    return { ms, longest };
}

/** Observers are told of long tasks some time after them. */
const pause = () => new Promise((done) => setTimeout(done, 100));

/** Ours as peers, on the same bytes: as in the page, and without opening what was sealed, which no peer does. */
const OURS = Object.fromEntries([['ours', undefined], ['ours, not verified', false]].map(([name, verify]) => [name, () => ({
    seal: (blob) => sealport.seal(blob, { key, verify }),
    handOn: (blob) => sealport.sealAndDrop(blob, { key, verify }),
    open: (sealed) => sealport.openAndDrop(sealed, key),
    forget: () => sealport.forgetLast(),
})]));
const CONTESTANTS = { ...OURS, ...PEERS };

/** A peer seals a part of the file and opens it; as many bytes as it can hold. */
async function peer(name, length) {
    const ways = await CONTESTANTS[name]();
    const part = file().slice(0, length);
    let sealed;
    const sealing = await timed(async () => { sealed = await ways.seal(part); });
    let opened;
    const opening = await timed(async () => { opened = await ways.open(sealed); });
    ways.forget?.();
    sealed = undefined;
    let handed;
    const handing = await timed(async () => { handed = await ways.handOn(part); });
    if (handed < length) throw new Error(`${name} sealed ${length} bytes into ${handed}`);
    if (opened !== length) throw new Error(`${name} gave back ${opened} bytes of ${length}`);
    return { sealing, opening, handing };
}

let workers;
let cipher;

/** The Rust engine in one and in two workers, and the cipher alone (in place, and from one buffer of the page into another), on copies of one frame: milliseconds a worker's share. */
async function rustEngine(frameLength, frames) {
    workers ??= [1, 2].map((count) => new sealport.RustWorkers(count));
    const frame = crypto.getRandomValues(new Uint8Array(64 * 1024));
    const whole = new Uint8Array(frameLength);
    for (let at = 0; at < frameLength; at += frame.length) whole.set(frame.subarray(0, frameLength - at), at);
    const bareTime = await timed(() => bare.seal(frameLength, frames));
    cipher ??= new bare.Bare(frameLength);
    const buffers = await timed(() => {
        for (let number = 0; number < frames; number++) {
            if (cipher.sealFrame(whole, number).length !== frameLength + TAG_LENGTH) throw new Error('not sealed');
        }
    });
    const one = await timed(() => workers[0].seal(whole, frames));
    const two = await timed(() => workers[1].seal(whole, frames));
    return { bare: bareTime, buffers, one, two };
}

window.bench = { prepare, way, ways: Object.keys(WAYS), peer, peers: Object.keys(CONTESTANTS), rustEngine };
