// Compiled, never run: what the published types allow, and what they must not.
import init, { PresignedLink, Presigner, SseCKey, completeWithKey, type Binding, type KeyDiagnosis, type Md5Diagnosis, type PresignedRequest, type SealportError, type SseCHeaders } from 'sealport';
import * as ssec from 'sealport/ssec';

export async function use(file: Blob): Promise<string> {
  await init();
  await init(new URL('sealport_bg.wasm', 'https://page.example/'));
  const key: SseCKey = SseCKey.generate();
  const imported = SseCKey.parseFile(new Uint8Array(32));
  const headers: SseCHeaders = key.headers();
  const algorithm: 'AES256' = headers['x-amz-server-side-encryption-customer-algorithm'];
  const saved: { name: string; contents: string } = key.keyFile();
  const presigner = new Presigner({
    endpoint: 'https://s3.gra.io.cloud.ovh.net',
    region: 'gra',
    bucket: 'clinic-archive',
    addressing: 'virtual-host',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
  });
  const request: PresignedRequest = presigner.put('a/b.txt', { sseCKey: key, expiresIn: 60 });
  const answer: Response = await fetch(request.url, { method: request.method, headers: request.headers, body: file });
  const expiry: Date = request.expiresAt;
  presigner.delete('a/b.txt', { expiresIn: 60 });
  const forAnyone: PresignedRequest = presigner.put('a', { binding: 'any-key', onlyIfAbsent: false });
  const complete = completeWithKey({ url: forAnyone.url, headers: forAnyone.headers, note: 'kept' }, key);
  const adds: string[] = [...complete.senderAdds, ...forAnyone.senderAdds, complete.note];
  presigner.get('a', { binding: 'this-key-md5', sseCKeyMd5: key.md5 });
  presigner.head('a', { binding: 'this-key-md5', sseCKey: key });
  presigner.put('a', { serverSideEncryption: 'AES256' });
  const link: PresignedLink = PresignedLink.parse(forAnyone.url);
  const binding: Binding | null = link.binding;
  link.request({ method: 'PUT', sseCKey: key, contentType: 'text/plain' });
  const fits: boolean | null = link.bindsLength ? null : await link.fitsContent(file);
  adds.push(String(fits), binding ?? 'none', link.expiresAt.toISOString(), link.method ?? 'unsaid');
  imported.free();
  return [algorithm, saved.name, answer.status, expiry.toISOString(), key.fingerprint, key.md5].join(' ');
}

export async function small(key: ssec.SseCKey): Promise<ssec.PresignedRequest> {
  await ssec.default();
  const other: ssec.SseCKey = ssec.SseCKey.parse(key.exposeBase64());
  const presigner = new ssec.Presigner({ endpoint: '', region: '', bucket: '', accessKeyId: '', secretAccessKey: '' });
  const request = presigner.put('a', { binding: 'any-key' });
  const binding: ssec.Binding = 'this-key';
  const sealed: string[] = ssec.completeWithKey(request, other).senderAdds;
  // @ts-expect-error the doctor is the whole package's
  ssec.SseCKey.diagnose('text');
  // @ts-expect-error so are links
  ssec.PresignedLink;
  // @ts-expect-error a key of the smaller entry has no doctor
  other.diagnoseMd5('text');
  // @ts-expect-error nor is it constructed
  new ssec.SseCKey();
  return { ...request, senderAdds: [...sealed, binding] };
}

export function describe(error: unknown): string {
  const found = error as SealportError;
  return found.retryable ? found.code : found.message;
}

export function doctor(text: string, error: unknown): SseCKey | string {
  const found: KeyDiagnosis | null = SseCKey.diagnose(text) ?? SseCKey.diagnose(new Uint8Array(31));
  if (found === null) return 'a key';
  if (found.kind === 'bytes-lost' && found.form === 'base64') return `${found.found ?? 0} bytes`;
  const md5: Md5Diagnosis = SseCKey.generate().diagnoseMd5(text);
  if (md5.covers === 'base64-text' || SseCKey.generate().warning === 'looks-like-text') return found.message;
  const { diagnosis } = error as SealportError;
  return found.repairable ? SseCKey.repair(text, found.kind) : (diagnosis?.kind ?? 'unknown');
}

export function refused(key: SseCKey, presigner: Presigner): void {
  // @ts-expect-error a key is made or imported, never constructed
  new SseCKey();
  // @ts-expect-error the fingerprint cannot be set
  key.fingerprint = 'A';
  // @ts-expect-error a key is no text
  presigner.get('a', { sseCKey: 'base64' });
  // @ts-expect-error deleting needs no key
  presigner.delete('a', { sseCKey: key });
  // @ts-expect-error seconds are a number
  presigner.get('a', { expiresIn: '60' });
  // @ts-expect-error there are two styles of address
  new Presigner({ endpoint: '', region: '', bucket: '', addressing: 'dns', accessKeyId: '', secretAccessKey: '' });
  // @ts-expect-error the secret is needed
  new Presigner({ endpoint: '', region: '', bucket: '', accessKeyId: '' });
  // @ts-expect-error a repair names the diagnosis that was shown
  SseCKey.repair('text');
  // @ts-expect-error there is no such diagnosis
  SseCKey.repair('text', 'anything');
  // @ts-expect-error a file is given as its bytes
  SseCKey.diagnose(new Blob());
  // @ts-expect-error the signer of an any-key request must not need a key
  presigner.put('a', { binding: 'any-key', sseCKey: key });
  // @ts-expect-error this-key-md5 needs the MD5 or the key
  presigner.get('a', { binding: 'this-key-md5' });
  // @ts-expect-error SSE-S3 and an SSE-C key exclude each other
  presigner.put('a', { serverSideEncryption: 'AES256', sseCKey: key });
  // @ts-expect-error SSE-S3 is asked for when storing only
  presigner.get('a', { serverSideEncryption: 'AES256' });
  // @ts-expect-error a link is parsed, never constructed
  new PresignedLink();
  // @ts-expect-error there is no such method
  presigner.post('a');
}
