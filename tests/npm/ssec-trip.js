// What a program does with the package's smaller entry. `ssec` is the imported module.
import { caught } from './round-trip.js';

/** Stores and reads with each binding, and reports what came of it, for the test to judge. */
export async function ssecTrip(ssec, storage) {
  const { default: init, Presigner, SseCKey, completeWithKey } = ssec;
  const early = caught(() => SseCKey.generate())?.code ?? 'no error';
  await init();
  const key = SseCKey.generate();
  const again = SseCKey.parse(key.exposeBase64());
  const fromFile = SseCKey.parseFile(new TextEncoder().encode(key.keyFile().contents));
  const presigner = new Presigner(storage);
  const name = 'ssec/été & co.bin';
  const report = {};
  for (const [label, options, senders] of [
    ['any-key', { binding: 'any-key' }, again],
    ['this-key-md5', { binding: 'this-key-md5', sseCKeyMd5: key.md5 }, fromFile],
    ['this-key', { sseCKey: key }, key],
  ]) {
    const put = completeWithKey(JSON.parse(JSON.stringify(presigner.put(name, options))), senders);
    const stored = await fetch(put.url, { method: put.method, headers: put.headers, body: label });
    const echoed = stored.headers.get('x-amz-server-side-encryption-customer-key-md5');
    const get = completeWithKey(presigner.get(name, options), senders);
    const read = await fetch(get.url, { headers: get.headers, cache: 'no-store' });
    const removed = presigner.delete(name);
    const gone = await fetch(removed.url, { method: removed.method });
    report[label] = [stored.status, echoed === key.md5, await read.text(), gone.status];
  }
  const bound = presigner.put(name, { binding: 'any-key' });
  // An S3 header that the signer gave along: the package does not know it, the request has it.
  const covered = bound.url.replace('SignedHeaders=host', 'SignedHeaders=host%3Bx-amz-acl');
  const withAcl = { url: covered, headers: { ...bound.headers, 'x-amz-acl': 'private' } };
  return {
    exports: Object.keys(ssec).sort(),
    keyParts: Object.getOwnPropertyNames(SseCKey.prototype).sort(),
    early,
    report,
    names: [key, again, fromFile].map((one) => `${one.fingerprint} ${one.shortFingerprint} ${one.md5}`),
    warning: SseCKey.parse('00'.repeat(32)).warning,
    badKey: caught(() => SseCKey.parse('not 32 bytes')),
    badFile: caught(() => SseCKey.parseFile(new Uint8Array(31))),
    hugeFile: caught(() => SseCKey.parseFile(new Uint8Array(100_000))),
    notGiven: caught(() => SseCKey.parse(7)),
    forged: caught(() => presigner.put('a', { sseCKey: Object.create(SseCKey.prototype) })),
    clearText: caught(() => new Presigner({ ...storage, endpoint: 'http://storage.example' }).put('a', { sseCKey: key })),
    plainTakesNoKey: caught(() => completeWithKey(presigner.get(name), key)),
    acl: completeWithKey(withAcl, key).headers['x-amz-acl'],
    aclMissing: caught(() => completeWithKey({ ...withAcl, headers: bound.headers }, key)),
    freed: caught(() => (key.free(), presigner.get(name, { sseCKey: key }))),
  };
}
