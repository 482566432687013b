// What others do with the same file: each seals a Blob into sealed bytes and opens them again, as its documentation
// shows it, and drops what it can drop. Each has `seal(blob)`, which returns what `open` takes, `open(sealed)`, and
// `handOn(blob)`, which seals and drops each piece as it comes; a peer that gives whole arrays only does there as in `seal`.

import { buildClient, CommitmentPolicy, RawAesKeyringWebCrypto, RawAesWrappingSuiteIdentifier } from '@aws-crypto/client-browser';
import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import sodium from 'libsodium-wrappers';
import * as openpgp from 'openpgp';

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Gathers a stream: what is opened afterwards must be somewhere. */
const gathered = async (stream) => new Blob(await Array.fromAsync(stream));

/** Reads a stream to its end and counts its bytes. */
const drained = async (stream) => {
    let length = 0;
    for await (const chunk of stream) length += chunk.length;
    return length;
};

async function age() {
    const identity = await generateIdentity();
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identity));
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return {
        seal: async (blob) => gathered(await encrypter.encrypt(blob.stream())),
        handOn: async (blob) => drained(await encrypter.encrypt(blob.stream())),
        open: async (sealed) => drained(await decrypter.decrypt(sealed.stream())),
    };
}

async function secretstream() {
    await sodium.ready;
    const key = sodium.crypto_secretstream_xchacha20poly1305_keygen();
    const chunkLength = 64 * 1024;
    const extra = sodium.crypto_secretstream_xchacha20poly1305_ABYTES;
    const sealEach = async (blob, take) => {
        const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
        for (let at = 0; at < blob.size; at += chunkLength * 16) {
            const read = new Uint8Array(await blob.slice(at, at + chunkLength * 16).arrayBuffer());
            for (let from = 0; from < read.length; from += chunkLength) {
                const isLast = at + from + chunkLength >= blob.size;
                const tag = isLast
                    ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
                    : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
                const chunk = read.subarray(from, from + chunkLength);
                take(sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, null, tag));
            }
        }
        return header;
    };
    return {
        seal: async (blob) => {
            const parts = [];
            const header = await sealEach(blob, (part) => parts.push(part));
            return { header, body: new Blob(parts) };
        },
        handOn: async (blob) => {
            let length = 0;
            await sealEach(blob, (part) => { length += part.length; });
            return length;
        },
        open: async ({ header, body }) => {
            const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key);
            let length = 0;
            const step = chunkLength + extra;
            for (let at = 0; at < body.size; at += step * 16) {
                const read = new Uint8Array(await body.slice(at, at + step * 16).arrayBuffer());
                for (let from = 0; from < read.length; from += step) {
                    const opened = sodium.crypto_secretstream_xchacha20poly1305_pull(state, read.subarray(from, from + step));
                    if (!opened) throw new Error('secretstream refuses its own chunk');
                    length += opened.message.length;
                }
            }
            return length;
        },
    };
}

async function awsSdk() {
    const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
    const wrappingSuite = RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING;
    const unencryptedMasterKey = await RawAesKeyringWebCrypto.importCryptoKey(random(32), wrappingSuite);
    const names = { keyNamespace: 'bench', keyName: 'peer' };
    const keyring = new RawAesKeyringWebCrypto({ ...names, wrappingSuite, masterKey: unencryptedMasterKey });
    // It takes and gives whole arrays only.
    const seal = async (blob) => (await encrypt(keyring, new Uint8Array(await blob.arrayBuffer()))).result;
    return {
        seal,
        handOn: async (blob) => (await seal(blob)).length,
        open: async (sealed) => (await decrypt(keyring, sealed)).plaintext.length,
    };
}

async function openPgp() {
    const passwords = [btoa(String.fromCharCode(...random(24)))];
    const config = { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.gcm };
    const encrypted = async (blob) => {
        const message = await openpgp.createMessage({ binary: blob.stream() });
        return openpgp.encrypt({ message, passwords, format: 'binary', config });
    };
    return {
        seal: async (blob) => gathered(await encrypted(blob)),
        handOn: async (blob) => drained(await encrypted(blob)),
        open: async (sealed) => {
            const message = await openpgp.readMessage({ binaryMessage: sealed.stream() });
            const opened = await openpgp.decrypt({ message, passwords, format: 'binary', config });
            return drained(opened.data);
        },
    };
}

export const PEERS = {
    'age-encryption': age,
    'libsodium secretstream': secretstream,
    '@aws-crypto/client-browser': awsSdk,
    openpgp: openPgp,
};
