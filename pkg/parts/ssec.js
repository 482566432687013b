// SSE-C keys and presigned requests, as both entries have them.
import { bytesOf, invalid, noMore, optionsOf, textOf } from './values.js';

const PRESIGN_OPTIONS = ['binding', 'sseCKey', 'sseCKeyMd5', 'serverSideEncryption', 'onlyIfAbsent', 'expiresIn'];
const DELETE_OPTIONS = ['expiresIn'];

/** Only this package makes the values that wrap a part of the wasm. */
export const MADE_HERE = Symbol('made here');

export function check(token, what) {
  if (token !== MADE_HERE) {
    throw invalid(what);
  }
}

/**
 * The classes over one entry's wasm part: `part` gives its exports, once they are there. `grown` adds to the class of keys,
 * and gets a function besides that makes one of the wasm's key. Keys of the two entries are not each other's.
 */
export function ssecOf(part, grown = (Key) => Key) {
  /** The wasm's key in a value that a caller gave, and the wasm's presigner behind a `this`. */
  let keyOf;
  let presignerOf;

  class SseCKey {
    #key;

    constructor(token, key) {
      check(token, 'a key is made by `SseCKey.generate` or read by `SseCKey.parse`, not constructed');
      this.#key = key;
    }

    static generate() {
      return made(part().SseCKey.generate());
    }

    static parse(text) {
      return made(part().SseCKey.parse(text));
    }

    static parseFile(content) {
      return made(part().SseCKey.parseFile(bytesOf(content, 'the content of the key file')));
    }

    static #check(value, what) {
      if (typeof value !== 'object' || value === null || !(#key in value)) {
        throw invalid(`${what} is not an SseCKey of this package; make one by \`SseCKey.parse\` or \`SseCKey.generate\``);
      }
    }

    static {
      keyOf = (value, what = '`sseCKey`') => {
        SseCKey.#check(value, what);
        if (value.#key === undefined) {
          throw invalid('this SSE-C key was freed before');
        }
        return value.#key;
      };
    }

    get warning() {
      return keyOf(this, '`this`').warning;
    }

    get fingerprint() {
      return keyOf(this, '`this`').fingerprint;
    }

    get shortFingerprint() {
      return keyOf(this, '`this`').shortFingerprint;
    }

    get md5() {
      return keyOf(this, '`this`').md5;
    }

    exposeBase64() {
      return keyOf(this, '`this`').exposeBase64();
    }

    keyFile() {
      return keyOf(this, '`this`').keyFile();
    }

    headers() {
      return keyOf(this, '`this`').headers();
    }

    free() {
      SseCKey.#check(this, '`this`');
      this.#key?.free();
      this.#key = undefined;
    }
  }

  const made = (key) => new Grown(MADE_HERE, key);
  const Grown = grown(SseCKey, { made, keyOf });

  /** A presigned request with the SSE-C headers that its sender has to add. */
  function completeWithKey(request, sseCKey, ...rest) {
    noMore(rest, 'a request and a key are all there is');
    if (typeof request !== 'object' || request === null) {
      throw invalid('the request is not an object with `url` and `headers`');
    }
    const given = optionsOf(request, undefined, 'the parts of the request');
    const { url, headers } = given;
    if (headers === undefined) {
      throw invalid('the request has no `headers`');
    }
    const plain = optionsOf(headers, undefined, '`headers` of the request');
    const complete = part().headersWithKey(textOf(url, '`url` of the request'), plain, keyOf(sseCKey));
    return { ...given, headers: complete, senderAdds: [] };
  }

  class Presigner {
    #presigner;

    constructor(options) {
      this.#presigner = new (part().Presigner)(optionsOf(options));
    }

    static {
      presignerOf = (value) => {
        if (typeof value !== 'object' || value === null || !(#presigner in value)) {
          throw invalid('`this` is not a Presigner of this package; call its methods on one that `new Presigner` made');
        }
        return value.#presigner;
      };
    }

    get(objectKey, options, ...rest) {
      return presign(presignerOf(this), 'GET', objectKey, options, rest);
    }

    head(objectKey, options, ...rest) {
      return presign(presignerOf(this), 'HEAD', objectKey, options, rest);
    }

    put(objectKey, options, ...rest) {
      return presign(presignerOf(this), 'PUT', objectKey, options, rest);
    }

    delete(objectKey, options, ...rest) {
      return presign(presignerOf(this), 'DELETE', objectKey, options, rest);
    }
  }

  // wasm-bindgen would take ownership of an optional key and leave the caller's object empty: hence two entries.
  function presign(presigner, method, objectKey, options, rest) {
    noMore(rest);
    const given = optionsOf(options, method === 'DELETE' ? DELETE_OPTIONS : PRESIGN_OPTIONS);
    const name = textOf(objectKey, 'the object key');
    // There without a value is most likely a mistake, and would store without the key.
    if (!('sseCKey' in given)) {
      return presigner.presign(method, name, given);
    }
    const { sseCKey } = given;
    delete given.sseCKey;
    const request = presigner.presignWithKey(method, name, keyOf(sseCKey), given);
    // Signed or not, the key goes along: without it some storages store in clear.
    return request.senderAdds.length > 0 ? completeWithKey(request, sseCKey) : request;
  }

  return { SseCKey: Grown, Presigner, completeWithKey, keyOf };
}
