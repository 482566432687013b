// The package's entry for pages and bundlers: the wasm file lies beside this one and is fetched by `init`.
import initWasm, * as wasm from './generated/sealport.js';

let ready;
let loaded = false;

/** Loads the wasm part, once. A failed load may be tried again. */
export default function init(source) {
  ready ??= initWasm(source === undefined ? undefined : { module_or_path: source }).then(
    () => {
      loaded = true;
    },
    (cause) => {
      ready = undefined;
      throw failure('not-loaded', `the wasm part could not be loaded: ${cause?.message ?? cause}`, true, cause);
    },
  );
  return ready;
}

function failure(code, message, retryable, cause) {
  const error = cause === undefined ? new Error(message) : new Error(message, { cause });
  return Object.assign(error, { name: 'SealportError', code, retryable });
}

// What wasm-bindgen does not get as it expects it would trap there, and say nothing of use.
function invalid(message) {
  return failure('invalid-input', message, false);
}

/** The wasm part's exports. */
function part() {
  if (!loaded) {
    throw failure('not-loaded', 'call `init` and await it first', false);
  }
  return wasm;
}

function textOf(value, what) {
  if (typeof value !== 'string') {
    throw invalid(`${what} is not a text`);
  }
  // Half a character would be replaced on its way, so that two names became one.
  if (/\p{Surrogate}/u.test(value)) {
    throw invalid(`${what} has half a character in it (a lone surrogate)`);
  }
  return value;
}

/** Bytes whose buffer is there: one that was given away reads as empty. */
function bytesOf(value, what) {
  if (!(value instanceof Uint8Array)) {
    throw invalid(`${what} is not a Uint8Array`);
  }
  return value.length === 0 ? new Uint8Array(0) : value;
}

function textOrBytes(value) {
  return typeof value === 'string' ? value : bytesOf(value, 'what should be a key, and is no text,');
}

/**
 * A copy of an options object. Only plain ones: what a Promise, a Map or another object holds elsewhere than in own
 * properties would silently not count.
 */
function optionsOf(value, names, what = 'the options') {
  if (value === undefined) {
    return {};
  }
  const prototype = typeof value === 'object' && value !== null && Object.getPrototypeOf(value);
  const isPlain = prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
  if (!isPlain || Array.isArray(value)) {
    throw invalid(`${what} are not a plain object with the documented names`);
  }
  const own = Reflect.ownKeys(value);
  const unknown = names && own.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw invalid(`there is no option \`${String(unknown)}\`; there are: ${names.join(', ')}`);
  }
  return Object.fromEntries(own.map((name) => [name, value[name]]));
}

function noMore(rest) {
  if (rest.length > 0) {
    throw invalid('there is an argument too many: everything but the name goes into the options');
  }
}

/** Only this file makes the values that wrap a part of the wasm. */
const MADE_HERE = Symbol('made here');

function check(token, what) {
  if (token !== MADE_HERE) {
    throw invalid(what);
  }
}

/** The wasm's key in a value that a caller gave. */
let keyOf;

export class SseCKey {
  #key;

  constructor(token, key) {
    check(token, 'a key is made by `SseCKey.generate` or read by `SseCKey.parse`, not constructed');
    this.#key = key;
  }

  static generate() {
    return new SseCKey(MADE_HERE, part().SseCKey.generate());
  }

  static parse(text) {
    return new SseCKey(MADE_HERE, part().SseCKey.parse(text));
  }

  static parseFile(content) {
    return new SseCKey(MADE_HERE, part().SseCKey.parseFile(bytesOf(content, 'the content of the key file')));
  }

  static diagnose(input) {
    return part().SseCKey.diagnose(textOrBytes(input));
  }

  static repair(input, kind) {
    return new SseCKey(MADE_HERE, part().SseCKey.repair(textOrBytes(input), textOf(kind, 'the kind of a diagnosis')));
  }

  static {
    keyOf = (value) => {
      if (typeof value !== 'object' || value === null || !(#key in value)) {
        throw invalid('`sseCKey` is not an SseCKey of this package; make one by `SseCKey.parse` or `SseCKey.generate`');
      }
      return value.#alive();
    };
  }

  #alive() {
    if (this.#key === undefined) {
      throw invalid('this SSE-C key was freed before');
    }
    return this.#key;
  }

  get warning() {
    return this.#alive().warning;
  }

  get fingerprint() {
    return this.#alive().fingerprint;
  }

  get shortFingerprint() {
    return this.#alive().shortFingerprint;
  }

  get md5() {
    return this.#alive().md5;
  }

  diagnoseMd5(text) {
    return this.#alive().diagnoseMd5(text);
  }

  exposeBase64() {
    return this.#alive().exposeBase64();
  }

  keyFile() {
    return this.#alive().keyFile();
  }

  headers() {
    return this.#alive().headers();
  }

  free() {
    this.#key?.free();
    this.#key = undefined;
  }
}

/** A presigned request with the SSE-C headers that its sender has to add. */
export function completeWithKey(request, sseCKey) {
  if (typeof request !== 'object' || request === null) {
    throw invalid('the request is not an object with `url` and `headers`');
  }
  const { url, headers } = request;
  if (headers === undefined) {
    throw invalid('the request has no `headers`');
  }
  const plain = optionsOf(headers, undefined, '`headers` of the request');
  const complete = part().headersWithKey(textOf(url, '`url` of the request'), plain, keyOf(sseCKey));
  return { ...request, headers: complete, senderAdds: [] };
}

const LINK_OPTIONS = ['method', 'sseCKey', 'contentType', 'serverSideEncryption'];

export class PresignedLink {
  #link;

  constructor(token, link) {
    check(token, 'a link is read by `PresignedLink.parse`, not constructed');
    this.#link = link;
    Object.assign(this, link.facts());
  }

  static parse(url) {
    return new PresignedLink(MADE_HERE, part().PresignedLink.parse(textOf(url, 'the link')));
  }

  async fitsContent(content) {
    const blob = content instanceof Blob ? content : new Blob([bytesOf(content, 'a content that is no Blob')]);
    const comparison = this.#link.contentCheck();
    if (comparison === undefined) {
      return null;
    }
    for (let at = 0; at < blob.size; at += 1048576) {
      const part = await blob.slice(at, at + 1048576).arrayBuffer().catch((cause) => {
        throw failure('source-changed', 'the content cannot be read: a file that changed meanwhile, or is gone', false, cause);
      });
      comparison.update(new Uint8Array(part));
    }
    return comparison.fits();
  }

  request(options, ...rest) {
    noMore(rest);
    const given = optionsOf(options, LINK_OPTIONS);
    const text = (name) => (given[name] === undefined ? undefined : textOf(given[name], `the option \`${name}\``));
    const method = text('method') ?? this.method ?? '';
    const others = [text('contentType'), text('serverSideEncryption')];
    return 'sseCKey' in given
      ? this.#link.requestWithKey(method, keyOf(given.sseCKey), ...others)
      : this.#link.request(method, ...others);
  }
}

export class Presigner {
  #presigner;

  constructor(options) {
    this.#presigner = new (part().Presigner)(optionsOf(options));
  }

  get(objectKey, options, ...rest) {
    return this.#presign('GET', objectKey, options, rest);
  }

  head(objectKey, options, ...rest) {
    return this.#presign('HEAD', objectKey, options, rest);
  }

  put(objectKey, options, ...rest) {
    return this.#presign('PUT', objectKey, options, rest);
  }

  delete(objectKey, options, ...rest) {
    return this.#presign('DELETE', objectKey, options, rest);
  }

  // wasm-bindgen would take ownership of an optional key and leave the caller's object empty: hence two entries.
  #presign(method, objectKey, options, rest) {
    noMore(rest);
    const { sseCKey, ...others } = optionsOf(options);
    const name = textOf(objectKey, 'the object key');
    // There without a value is most likely a mistake, and would store without the key.
    return options !== undefined && 'sseCKey' in options
      ? this.#presigner.presignWithKey(method, name, keyOf(sseCKey), others)
      : this.#presigner.presign(method, name, others);
  }
}
