// What a program does with the package, in Node and in a page alike. `sealport` is the imported module.

/** Uses the whole package against one bucket and reports what came of it, for the test to judge. */
export async function roundTrip(sealport, storage) {
  const { default: init, Presigner, SseCKey } = sealport;
  const beforeInit = [() => SseCKey.generate(), () => SseCKey.parse('x'), () => new Presigner(storage)];
  const early = beforeInit.map((use) => caught(use)?.code ?? 'no error');
  await init();
  await init();

  const key = SseCKey.generate();
  const again = SseCKey.parse(key.exposeBase64());
  const other = SseCKey.generate();
  const fromFile = SseCKey.parseFile(new TextEncoder().encode(key.keyFile().contents));
  const presigner = new Presigner(storage);
  const sent = crypto.getRandomValues(new Uint8Array(60_000));
  const objectKey = 'été & co/a+b=c?#%.bin';

  const put = presigner.put(objectKey, { sseCKey: key, expiresIn: 60 });
  const stored = await fetch(put.url, { method: put.method, headers: put.headers, body: sent });
  const get = await send(presigner.get(objectKey, { sseCKey: again }));
  const received = new Uint8Array(await get.arrayBuffer());
  const head = await send(presigner.head(objectKey, { sseCKey: fromFile }));

  const plainKey = 'plain.txt';
  const plainPut = presigner.put(plainKey);
  const plainStored = await fetch(plainPut.url, { method: 'PUT', headers: plainPut.headers, body: 'in clear' });
  const plainGet = await send(presigner.get(plainKey));
  const plainText = await plainGet.text();
  const deleted = await send(presigner.delete(plainKey));
  const gone = await send(presigner.get(plainKey));

  return {
    objectKey,
    keyBase64: key.exposeBase64(),
    keyMd5: key.md5,
    fingerprints: [key, again, fromFile].map((one) => one.fingerprint),
    shortFingerprint: key.shortFingerprint,
    otherFingerprint: other.fingerprint,
    put: stored.status,
    echoedMd5: stored.headers.get('x-amz-server-side-encryption-customer-key-md5'),
    get: get.status,
    same: received.length === sent.length && received.every((byte, at) => byte === sent[at]),
    sent: [...sent.slice(0, 64)],
    head: head.status,
    contentLength: head.headers.get('content-length'),
    wrongKey: await statusAndCode(presigner.get(objectKey, { sseCKey: other })),
    noKey: await statusAndCode(presigner.get(objectKey)),
    plain: [plainStored.status, plainGet.status, deleted.status, gone.status],
    plainText,
    urlHasKey: [key.exposeBase64(), encodeURIComponent(key.exposeBase64())].some((form) => put.url.includes(form)),
    signedHeaders: put.signedHeaders,
    lifetimeSeconds: Math.round((put.expiresAt - Date.now()) / 1000),
    badKey: caught(() => SseCKey.parse('not 32 bytes')),
    badObjectKey: caught(() => presigner.get('a/../b')),
    badExpiry: caught(() => presigner.get(objectKey, { expiresIn: 604_801 })),
    badEndpoint: caught(() => new Presigner({ ...storage, endpoint: 'ftp://storage.example' })),
    clearText: caught(() => new Presigner({ ...storage, endpoint: 'http://storage.example' }).put('a', { sseCKey: key })),
    doctor: doctor(SseCKey, key),
    bindings: await bindings(sealport, presigner, key, other),
    links: await links(sealport, presigner, key),
    early,
    wrongTypes: await wrongTypes(sealport, presigner, key),
    freed: caughtAfterFree(presigner, objectKey, other),
  };
}

/** What the package says of damaged keys and of MD5s, all made of `key`. */
function doctor(SseCKey, key) {
  const base64 = key.exposeBase64();
  const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const short = raw.subarray(0, 31);
  const twice = btoa(base64);
  const withLineEnd = Uint8Array.of(...raw, 10);
  return {
    whole: [SseCKey.diagnose(base64), SseCKey.diagnose(raw)],
    short: SseCKey.diagnose(short),
    shortRepaired: caught(() => SseCKey.repair(short, 'bytes-lost'))?.diagnosis.kind ?? 'a key',
    twice: SseCKey.diagnose(twice),
    twiceRepaired: SseCKey.repair(twice, 'encoded-twice').fingerprint === key.fingerprint,
    otherKind: caught(() => SseCKey.repair(twice, 'line-end-attached'))?.diagnosis.kind ?? 'a key',
    lineEnd: SseCKey.diagnose(withLineEnd),
    lineEndRepaired: SseCKey.repair(withLineEnd, 'line-end-attached').fingerprint === key.fingerprint,
    huge: SseCKey.diagnose(new Uint8Array(100_000)),
    notGiven: caught(() => SseCKey.diagnose(7)),
    warnings: [key.warning ?? null, SseCKey.parseFile(new Uint8Array(32)).warning],
    md5: [key.diagnoseMd5(key.md5), key.diagnoseMd5(base64), key.diagnoseMd5('cLyPS3KoaSFGi/joRB3OUQ==')],
  };
}

/** What is said of values of another type than the documented one: the code, and whether the message names the trouble. */
async function wrongTypes({ PresignedLink, SseCKey, completeWithKey, Presigner }, presigner, key) {
  const link = PresignedLink.parse(presigner.put('typed', { binding: 'any-key' }).url);
  const plainLink = PresignedLink.parse(presigner.put('typed').url);
  class Inherited {
    get binding() {
      return 'any-key';
    }
  }
  const givenAway = () => {
    const content = new Uint8Array(32);
    structuredClone(content, { transfer: [content.buffer] });
    return content;
  };
  const freed = () => {
    const other = SseCKey.generate();
    other.free();
    other.free();
    return other;
  };
  const wrong = {
    'parse a number': () => SseCKey.parse(5),
    'parse nothing': () => SseCKey.parse(),
    'parse a file from a text': () => SseCKey.parseFile('text'),
    'repair without a kind': () => SseCKey.repair('text'),
    'MD5 of a number': () => key.diagnoseMd5(5),
    'a name that is a number': () => presigner.get(5),
    'no name': () => presigner.delete(),
    'a key that is a text': () => presigner.put('a', { sseCKey: key.exposeBase64() }),
    'a key that is null': () => presigner.put('a', { sseCKey: null }),
    'a key that is undefined': () => presigner.put('a', { sseCKey: undefined }),
    'a binding that is undefined': () => presigner.put('a', { binding: undefined }),
    'an MD5 that is null': () => presigner.put('a', { sseCKeyMd5: null }),
    'an encryption that is undefined': () => presigner.put('a', { serverSideEncryption: undefined }),
    'options that are null': () => presigner.put('a', null),
    'options that are a number': () => presigner.put('a', 5),
    'a storage that is a number': () => new Presigner(5),
    'seconds with a fraction': () => presigner.get('a', { expiresIn: 1.5 }),
    'a link that is a URL object': () => PresignedLink.parse(new URL('https://storage.example')),
    'a link and a key that is a text': () => link.request({ sseCKey: key.exposeBase64() }),
    'a link and a media type that is a number': () => link.request({ sseCKey: key, contentType: 5 }),
    'a link and a method that is a number': () => link.request({ sseCKey: key, method: 5 }),
    'options in a promise': () => presigner.put('a', Promise.resolve({ sseCKey: key })),
    'options in a list': () => presigner.put('a', [key]),
    'options in a map': () => presigner.put('a', new Map([['sseCKey', key]])),
    'options that are a key': () => presigner.put('a', key),
    'inherited options': () => presigner.put('a', Object.create({ binding: 'any-key' })),
    'options inherited from what has no prototype': () =>
      presigner.put('a', Object.create(Object.assign(Object.create(null), { sseCKey: key }))),
    'options by a getter of a class': () => presigner.put('a', new Inherited()),
    'options after the options': () => presigner.put('a', undefined, { sseCKey: key }),
    'a link and a misspelt option': () => plainLink.request({ method: 'PUT', ssecKey: key }),
    'a link and an encryption that it does not sign': () =>
      plainLink.request({ method: 'PUT', serverSideEncryption: 'AES256' }),
    'a link and a key that is undefined': () => plainLink.request({ method: 'PUT', sseCKey: undefined }),
    'a constructed key': () => new SseCKey(),
    'a constructed link': () => new PresignedLink(),
    'a forged key': () => presigner.put('a', { sseCKey: Object.create(SseCKey.prototype) }),
    'half a character in a name': () => presigner.put('a\ud800', {}),
    'a key file whose buffer was given away': () => SseCKey.parseFile(givenAway()),
    'a freed key': () => freed().headers(),
    'a request with another key in capitals': () =>
      completeWithKey(
        { ...presigner.put('a', { binding: 'any-key' }), headers: { 'X-Amz-Server-Side-Encryption-Customer-Key': 'x' } },
        key,
      ),
    'a request that is a text': () => completeWithKey('text', key),
    'a request without headers': () => completeWithKey({ url: 'https://storage.example' }, key),
    'a request, a key and a third': () => completeWithKey(presigner.put('a', { binding: 'any-key' }), key, {}),
    'a request with a header that its link needs otherwise': () => {
      const put = presigner.put('a', { binding: 'any-key' });
      const use = () => completeWithKey({ ...put, headers: { ...put.headers, 'If-None-Match': 'x' } }, key);
      if (!/if-none-match/.test(caught(use)?.message)) return;
      use();
    },
    'a request by getters of a class': () => completeWithKey(new (class { get url() { return 'x'; } })(), key),
    'an option named by a symbol': () => presigner.put('a', { [Symbol('sseCKey')]: key }),
    'options that are arguments': () => presigner.put('a', (function () { return arguments; })(key)),
    'an option whose getter throws': () => presigner.put('a', { get sseCKey() { throw 5; } }),
    'options that cannot be listed': () => presigner.put('a', new Proxy({}, { ownKeys() { throw 'no'; } })),
    'bytes with a length of their own': () =>
      SseCKey.parseFile(Object.defineProperty(new Uint8Array(31), 'length', { value: 32 })),
    'too many bytes with a length of their own': () =>
      SseCKey.parseFile(Object.defineProperty(new Uint8Array(40), 'length', { value: 32 })),
    'bytes with a name of their own': () =>
      SseCKey.parseFile(Object.defineProperty(new Uint16Array(32), Symbol.toStringTag, { value: 'Uint8Array' })),
    'headers of another kind': () => completeWithKey({ url: 'https://storage.example', headers: new Headers() }, key),
    'a misspelt option whose error names the right one': () => {
      const use = () => presigner.put('a', { ssecKey: key });
      if (!/sseCKey,/.test(caught(use)?.message)) return;
      use();
    },
    'getters of no key': () => Object.create(SseCKey.prototype).md5,
    'methods of no key': () => SseCKey.prototype.headers.call({}),
    'freeing no key': () => SseCKey.prototype.free.call(5),
    'a method of no link': () => PresignedLink.prototype.request.call({}),
    'a method of no presigner': () => Presigner.prototype.put.call(link, 'a'),
    'bytes that are none': () => SseCKey.parseFile(Object.create(Uint8Array.prototype)),
    'bytes of another kind': () => SseCKey.parseFile(new Int8Array(32)),
    'a request and a key that is a text': () => completeWithKey({ url: 'x', headers: {} }, 'text'),
  };
  const hidden = Object.defineProperty({}, 'binding', { value: 'any-key' });
  const bound = presigner.put('a', hidden).signedHeaders.length > 1;
  wrong['an option that is not listed'] = () => {
    if (bound) SseCKey.parse('counts as an option');
  };
  // Nobody's option, and the same with an empty object as with none.
  Object.prototype.sseCKey = key;
  Object.prototype.binding = 'any-key';
  const inherited = [presigner.put('a'), presigner.put('a', {}), plainLink.request({ method: 'PUT' })];
  delete Object.prototype.sseCKey;
  delete Object.prototype.binding;
  wrong["what is in every object's prototype"] = () => {
    if (inherited.every(({ headers, signedHeaders }) => Object.keys(headers).length === 0 && signedHeaders.length === 1)) {
      SseCKey.parse('is no option');
    }
  };
  const said = Object.entries(wrong).map(([what, use]) => [what, caught(use)?.code ?? 'no error']);
  const ofContent = async (what, use) => [what, await use.then(() => 'no error', (error) => error.code ?? 'no code')];
  said.push(
    await ofContent('a content that is a number', link.fitsContent(5)),
    await ofContent('a content that is no Blob', link.fitsContent(Object.create(Blob.prototype))),
    await ofContent('a content of no bytes', link.fitsContent(Object.create(Uint8Array.prototype))),
    await ofContent('a content and no link', PresignedLink.prototype.fitsContent.call({}, new Uint8Array(1))),
  );
  return said;
}

/** Each binding stores and reads, signed by one that has what the binding needs, sent by one that has the key. */
async function bindings({ completeWithKey }, presigner, key, other) {
  const name = 'bindings/object.bin';
  const report = {};
  for (const [label, options] of [
    ['any-key', { binding: 'any-key' }],
    ['md5-of-key', { binding: 'this-key-md5', sseCKey: key }],
    ['md5', { binding: 'this-key-md5', sseCKeyMd5: key.md5 }],
    ['this-key', { binding: 'this-key', sseCKey: key }],
  ]) {
    // As it comes from a backend.
    const put = JSON.parse(JSON.stringify(presigner.put(name, options)));
    const complete = completeWithKey(put, key);
    const stored = await fetch(put.url, { method: 'PUT', headers: complete.headers, body: label });
    const get = await send(completeWithKey(presigner.get(name, options), key));
    report[label] = {
      stored: stored.status,
      text: await get.text(),
      senderAdds: put.senderAdds,
      signed: put.signedHeaders,
      left: complete.senderAdds,
      seconds: Math.round((Date.parse(put.expiresAt) - Date.now()) / 10_000) * 10,
      otherKey: caught(() => completeWithKey(put, other))?.message ?? null,
    };
  }
  const again = async (options) => {
    const put = completeWithKey(presigner.put(name, options), key);
    const answer = await fetch(put.url, { method: 'PUT', headers: put.headers, body: 'again' });
    return [put.headers['if-none-match'] ?? null, answer.status];
  };
  const sseS3 = presigner.put('bindings/sse-s3', { serverSideEncryption: 'AES256' });
  const byStorage = await fetch(sseS3.url, { method: 'PUT', headers: sseS3.headers, body: 'by the storage' });
  const onlyIfAbsent = [];
  for (const options of [
    { binding: 'any-key' },
    { binding: 'any-key', onlyIfAbsent: false },
    { sseCKey: key },
    { sseCKey: key, onlyIfAbsent: true },
  ]) {
    onlyIfAbsent.push(await again(options));
  }
  const removed = [await send(presigner.delete(name)), await send(presigner.delete('bindings/sse-s3'))];
  return {
    ...report,
    onlyIfAbsent,
    sseS3: [byStorage.status, sseS3.headers['x-amz-server-side-encryption']],
    removed: removed.map((answer) => answer.status),
    contradictions: [
      { binding: 'any-key', sseCKey: key },
      { binding: 'any-key', sseCKeyMd5: key.md5 },
      { binding: 'this-key' },
      { binding: 'this-key-md5' },
      { binding: 'this-key-md5', sseCKeyMd5: 'short' },
      { binding: 'no-key' },
      { sseCKeyMd5: key.md5 },
      { sseCKey: key, serverSideEncryption: 'AES256' },
      { serverSideEncryption: 'aws:kms' },
    ].map((options) => caught(() => presigner.put(name, options))?.code ?? 'no error'),
    readsRefused: [{ onlyIfAbsent: true }, { serverSideEncryption: 'AES256' }].map(
      (options) => caught(() => presigner.get(name, options))?.code ?? 'no error',
    ),
    plainTakesNoKey: caught(() => completeWithKey(presigner.get(name), key))?.message ?? null,
  };
}

/** Links of somebody else's, of which only the address is known. */
async function links({ PresignedLink }, presigner, key) {
  const name = 'links/a b.bin';
  const put = PresignedLink.parse(presigner.put(name, { binding: 'any-key' }).url);
  const { headers, method, url } = put.request({ sseCKey: key, contentType: 'text/plain' });
  const stored = await fetch(url, { method, headers, body: 'through a link' });
  const get = PresignedLink.parse(presigner.get(name, { sseCKey: key }).url);
  const read = await send(get.request({ method: 'GET', sseCKey: key }));
  const text = await read.text();
  const removed = await send(presigner.delete(name));
  const facts = ({ origin, objectName, fileName, method, binding, onlyIfAbsent, signedHeaders }) =>
    ({ origin, objectName, fileName, method, binding, onlyIfAbsent, signedHeaders });
  const sseS3 = PresignedLink.parse(presigner.put(name, { serverSideEncryption: 'AES256' }).url);
  const kms = sseS3.request({ serverSideEncryption: 'aws:kms' }).headers;
  const bound = PresignedLink.parse(`${presigner.put(name).url}&x-amz-checksum-crc32=NhCmhg%3D%3D`);
  const old = PresignedLink.parse(presigner.get(name).url.replace(/X-Amz-Date=2\d\d\d/, 'X-Amz-Date=2020'));
  return {
    fits: [
      await bound.fitsContent(new Blob(['hel', 'lo'])),
      await bound.fitsContent(new TextEncoder().encode('hello!')),
      await put.fitsContent(new Blob([])),
    ],
    expired: [old.expiresAt < new Date(), old.request({ method: 'GET' }).method],
    encryption: [put.serverSideEncryption, sseS3.serverSideEncryption, kms['x-amz-server-side-encryption']],
    put: facts(put),
    get: facts(get),
    lifetime: (put.expiresAt - put.signedAt) / 1000,
    contentType: headers['content-type'],
    statuses: [stored.status, read.status, removed.status],
    text,
    refused: [
      () => PresignedLink.parse('https://storage.example/a'),
      () => PresignedLink.parse(`${get.request({ method: 'GET', sseCKey: key }).url}&x-amz-checksum-crc32=AAAAAA%3D%3D`),
      () => put.request(),
      () => sseS3.request(),
      () => put.request({ method: 'GET', sseCKey: key }),
      () => get.request({ sseCKey: key }),
      () => PresignedLink.parse(presigner.get(name).url).request({ method: 'GET', sseCKey: key }),
    ].map((action) => caught(action)?.message ?? 'no error'),
  };
}

function send(request) {
  return fetch(request.url, { method: request.method, headers: request.headers, cache: 'no-store' });
}

async function statusAndCode(request) {
  const answer = await send(request);
  const code = /<Code>([^<]*)</.exec(await answer.text());
  return [answer.status, code?.[1] ?? null];
}

/** What an action throws, of which the test judges; null where it throws nothing. */
export function caught(action) {
  try {
    action();
  } catch (error) {
    const { name, code, retryable, message, diagnosis } = error;
    return { isError: error instanceof Error, name, code, retryable, message, diagnosis };
  }
  return null;
}

function caughtAfterFree(presigner, objectKey, key) {
  key.free();
  return caught(() => presigner.get(objectKey, { sseCKey: key }))?.code;
}
