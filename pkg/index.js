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
function invalid(message, cause) {
  return failure('invalid-input', message, false, cause);
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

const ofTypedArrays = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(Uint8Array.prototype));
const kindOf = ofTypedArrays[Symbol.toStringTag].get;
const lengthOf = ofTypedArrays.length.get;
const bufferOf = ofTypedArrays.buffer.get;
const offsetOf = ofTypedArrays.byteOffset.get;

/** Bytes whose buffer is there: one that was given away reads as empty. */
function bytesOf(value, what) {
  // By what the language itself keeps of a value: `instanceof` is fooled by a prototype and by another window's class, a
  // property by anybody.
  if (kindOf.call(value) !== 'Uint8Array') {
    throw invalid(`${what} is not a Uint8Array`);
  }
  const length = lengthOf.call(value);
  return length === 0 ? new Uint8Array(0) : new Uint8Array(bufferOf.call(value), offsetOf.call(value), length);
}

function blobOf(value) {
  try {
    // What only looks like a Blob has no size.
    if (value instanceof Blob && value.size >= 0) {
      return value;
    }
  } catch {
    throw invalid('the content is no Blob that can be read');
  }
  return new Blob([bytesOf(value, 'a content that is no Blob')]);
}

function textOrBytes(value) {
  return typeof value === 'string' ? value : bytesOf(value, 'what should be a key, and is no text,');
}

/**
 * A copy of an options object. Only plain ones: what a Promise, a Map or another object holds elsewhere than in own
 * properties would silently not count.
 */
function optionsOf(value, names, what = 'the options') {
  // Without a prototype: what somebody put into `Object.prototype` is nobody's option.
  const copy = Object.create(null);
  if (value === undefined) {
    return copy;
  }
  try {
    return filled(copy, value, names, what);
  } catch (cause) {
    // A getter may throw anything.
    throw cause instanceof Error && cause.name === 'SealportError' ? cause : invalid(`${what} cannot be read`, cause);
  }
}

function filled(copy, value, names, what) {
  const prototype = typeof value === 'object' && value !== null && Object.getPrototypeOf(value);
  // `Object.prototype`, another window's too: the one that is the last and has this method.
  const isLast = (object) => Object.getPrototypeOf(object) === null && Object.hasOwn(object, 'hasOwnProperty');
  const isPlain = prototype === null || (typeof prototype === 'object' && isLast(prototype));
  if (!isPlain || Array.isArray(value)) {
    const advice = names ? 'with the documented names' : 'such as `Object.fromEntries` makes of a list or of `Headers`';
    throw invalid(`${what} are not a plain object, ${advice}`);
  }
  const own = Reflect.ownKeys(value);
  const symbol = own.find((name) => typeof name === 'symbol');
  if (symbol !== undefined) {
    throw invalid(`${what} have a symbol among their names, ${String(symbol)}: names are texts`);
  }
  const unknown = names && own.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw invalid(`there is no option \`${unknown}\`; there are: ${names.join(', ')}`);
  }
  for (const name of own) {
    copy[name] = value[name];
  }
  return copy;
}

function noMore(rest, advice = 'everything but the name goes into the options') {
  if (rest.length > 0) {
    throw invalid(`there is an argument too many: ${advice}`);
  }
}

/** Only this file makes the values that wrap a part of the wasm. */
const MADE_HERE = Symbol('made here');

function check(token, what) {
  if (token !== MADE_HERE) {
    throw invalid(what);
  }
}

/** The wasm's key in a value that a caller gave, and the wasm's link and presigner behind a `this`. */
let keyOf;
let linkOf;
let presignerOf;

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

  diagnoseMd5(text) {
    return keyOf(this, '`this`').diagnoseMd5(text);
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

/** A presigned request with the SSE-C headers that its sender has to add. */
export function completeWithKey(request, sseCKey, ...rest) {
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

const PRESIGN_OPTIONS = ['binding', 'sseCKey', 'sseCKeyMd5', 'serverSideEncryption', 'onlyIfAbsent', 'expiresIn'];
const DELETE_OPTIONS = ['expiresIn'];
const LINK_OPTIONS = ['method', 'sseCKey', 'contentType', 'serverSideEncryption'];

export class PresignedLink {
  #link;

  constructor(token, link) {
    check(token, 'a link is read by `PresignedLink.parse`, not constructed');
    this.#link = link;
    Object.assign(this, link.facts());
  }

  static {
    linkOf = (value) => {
      if (typeof value !== 'object' || value === null || !(#link in value)) {
        throw invalid('`this` is not a PresignedLink of this package; one is read by `PresignedLink.parse`');
      }
      return value.#link;
    };
  }

  static parse(url) {
    return new PresignedLink(MADE_HERE, part().PresignedLink.parse(textOf(url, 'the link')));
  }

  async fitsContent(content) {
    const link = linkOf(this);
    const blob = blobOf(content);
    const comparison = link.contentCheck();
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
    const link = linkOf(this);
    const given = optionsOf(options, LINK_OPTIONS);
    const text = (name) => (given[name] === undefined ? undefined : textOf(given[name], `the option \`${name}\``));
    const method = text('method') ?? this.method ?? '';
    // Browsers give '' as the type of a file that they do not know.
    const others = [text('contentType') || undefined, text('serverSideEncryption')];
    return 'sseCKey' in given
      ? link.requestWithKey(method, keyOf(given.sseCKey), ...others)
      : link.request(method, ...others);
  }
}

export class Presigner {
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
