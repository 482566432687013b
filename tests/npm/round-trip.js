// What a program does with the package, in Node and in a page alike. `sealport` is the imported module.

/** Uses the whole package against one bucket and reports what came of it, for the test to judge. */
export async function roundTrip(sealport, storage) {
  const { default: init, Presigner, SseCKey } = sealport;
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

function send(request) {
  return fetch(request.url, { method: request.method, headers: request.headers, cache: 'no-store' });
}

async function statusAndCode(request) {
  const answer = await send(request);
  const code = /<Code>([^<]*)</.exec(await answer.text());
  return [answer.status, code?.[1] ?? null];
}

function caught(action) {
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
  return caught(() => presigner.get(objectKey, { sseCKey: key })) !== null;
}
