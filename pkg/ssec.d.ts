// The types of the entry `sealport/ssec`, which the whole package has as well.

/** What `init` may be given instead of the wasm file beside the package. */
export type WasmSource = URL | string | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module;

/**
 * Loads the wasm part. Call and await it once before anything else; further calls cost nothing.
 *
 * A page's content security policy needs `script-src 'wasm-unsafe-eval'`.
 */
export default function init(source?: WasmSource): Promise<void>;

/** Every error thrown by this package. */
export interface SealportError extends Error {
  name: 'SealportError';
  /**
   * Stable and kebab-case, such as `invalid-input`; `not-loaded` where `init` was not awaited, or could not load the wasm
   * file.
   */
  code: string;
  /** Whether the same call may succeed when tried again. */
  retryable: boolean;
}

/** The three request headers of SSE-C. */
export interface SseCHeaders {
  'x-amz-server-side-encryption-customer-algorithm': 'AES256';
  'x-amz-server-side-encryption-customer-key': string;
  'x-amz-server-side-encryption-customer-key-md5': string;
}

/** A customer key of 32 bytes: the storage encrypts with it and forgets it. Lose it and its objects are lost. */
export class SseCKey {
  protected constructor();
  /** Makes a key from the platform's cryptographic random source. */
  static generate(): SseCKey;
  /** Reads base64 (padded or not, standard or URL alphabet) or 64 hex digits. What is wrong with another text, `sealport` says. */
  static parse(text: string): SseCKey;
  /** Reads a key file: 32 raw bytes, or text as for `parse`. */
  static parseFile(content: Uint8Array): SseCKey;
  /** The key's public name, 16 characters. */
  readonly fingerprint: string;
  /** The first 8 characters of it, as people see them: `7F3A-K9QX`. */
  readonly shortFingerprint: string;
  /** Base64 of the MD5 over the 32 raw bytes. */
  readonly md5: string;
  /** Why the key would be easy to guess, such as `looks-like-text`. It works all the same: ask before you use it. */
  readonly warning?: 'all-bytes-equal' | 'counting-bytes' | 'repeating-pattern' | 'looks-like-text';
  /** Hands the secret out, as 44 characters of base64. */
  exposeBase64(): string;
  /** The key as a file to keep. */
  keyFile(): { name: string; contents: string };
  /** The headers to send with a request. Never put them into a URL. */
  headers(): SseCHeaders;
  /** Wipes the key from memory; afterwards every use is an `invalid-input`, and freeing it again does nothing. */
  free(): void;
}

/** One bucket and the credentials to sign for it. */
export interface PresignerOptions {
  /** `https://s3.gra.io.cloud.ovh.net`: scheme, host and port only. */
  endpoint: string;
  region: string;
  bucket: string;
  /** Where the bucket's name goes; `path` unless said otherwise. */
  addressing?: 'path' | 'virtual-host';
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface PresignOptions {
  /** Seconds, 1 to 604,800 (7 days); 3,600 unless said otherwise, and 300 for a PUT with the binding `any-key`. */
  expiresIn?: number;
}

/**
 * With which SSE-C key a presigned request works. The three SSE-C headers always travel with it; how many of them are
 * signed decides:
 * - `any-key`: the algorithm only. The signer never learns the key. Whoever has such a PUT link can store the object under
 *   a key of their own: unless said otherwise it lives 300 seconds and replaces no object (`onlyIfAbsent`).
 * - `this-key-md5`: algorithm and MD5. The signer knows the MD5. OVHcloud does not compare it.
 * - `this-key`: all three. Every server accepts it.
 */
export type Binding = 'any-key' | 'this-key-md5' | 'this-key';

/**
 * Which key, and what the signer knows of it. Options are plain objects. An option that is there without a value
 * (`sseCKey: undefined`) is refused: the request would silently go without a key.
 */
export type KeyBinding =
  | { binding?: undefined; sseCKey?: undefined; sseCKeyMd5?: undefined }
  | { binding: 'any-key'; sseCKey?: undefined; sseCKeyMd5?: undefined }
  | { binding: 'this-key-md5'; sseCKeyMd5: string; sseCKey?: undefined }
  | { binding: 'this-key-md5'; sseCKey: SseCKey; sseCKeyMd5?: undefined }
  | { binding?: 'this-key'; sseCKey: SseCKey; sseCKeyMd5?: undefined };

/** For GET and HEAD. */
export type KeyedPresignOptions = PresignOptions & KeyBinding;

/** For PUT. */
export type PutPresignOptions = PresignOptions & {
  /**
   * Signs `if-none-match: *`: the request replaces no object, where the storage honours that. `false` unless said otherwise,
   * and `true` with the binding `any-key`.
   */
  onlyIfAbsent?: boolean;
} & (
    | (KeyBinding & { serverSideEncryption?: undefined })
    /** SSE-S3: the storage encrypts with keys of its own. */
    | { serverSideEncryption: 'AES256'; binding?: undefined; sseCKey?: undefined; sseCKeyMd5?: undefined }
  );

/**
 * A request to send: `fetch(url, { method, headers, cache: 'no-store', redirect: 'error' })`, after `completeWithKey` where
 * `senderAdds` names headers. An upload sent without them is refused by most storages, and stored **in clear** by some, such
 * as OVHcloud. A redirect would carry the key to another server, a cache would keep the plaintext. The URL gives access by itself; keep
 * it out of logs.
 */
export interface PresignedRequest {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  url: string;
  /** Headers to send, the customer key among them if there is one. */
  headers: Record<string, string>;
  /** Customer headers that whoever sends the request adds; empty when it is complete. */
  senderAdds: string[];
  /** Names that the signature covers. */
  signedHeaders: string[];
  expiresAt: Date;
}

/**
 * A presigned request with the SSE-C headers that its sender adds. Works on what came as JSON from a backend; throws where
 * the request takes no key or another one.
 */
export function completeWithKey<T extends { url: string; headers: Record<string, string> }>(
  request: T,
  sseCKey: SseCKey,
): T & { senderAdds: string[] };

/** Presigns requests for one bucket. It holds the secret access key, so it belongs where its user may have that. */
export class Presigner {
  constructor(options: PresignerOptions);
  get(objectKey: string, options?: KeyedPresignOptions): PresignedRequest;
  head(objectKey: string, options?: KeyedPresignOptions): PresignedRequest;
  put(objectKey: string, options?: PutPresignOptions): PresignedRequest;
  delete(objectKey: string, options?: PresignOptions): PresignedRequest;
}
