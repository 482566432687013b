// The package's entry for pages and bundlers: the wasm file lies beside this one and is fetched by `init`.
import initWasm, {
  PresignedLink as WasmLink,
  Presigner as WasmPresigner,
  SseCKey,
  headersWithKey,
} from './generated/sealport.js';

export { SseCKey };

let ready;

/** Loads the wasm part, once. A failed load may be tried again. */
export default function init(source) {
  ready ??= initWasm(source === undefined ? undefined : { module_or_path: source }).then(
    () => undefined,
    (error) => {
      ready = undefined;
      throw error;
    },
  );
  return ready;
}

// What wasm-bindgen does not get as it expects it would trap there, and say nothing of use.
function invalid(message) {
  const properties = { name: 'SealportError', code: 'invalid-input', retryable: false };
  return Object.assign(new Error(message), properties);
}

function textOf(value, what) {
  if (typeof value !== 'string') {
    throw invalid(`${what} is not a text`);
  }
  return value;
}

function optionsOf(value = {}) {
  if (typeof value !== 'object' || value === null) {
    throw invalid('the options are not an object with the documented names');
  }
  return value;
}

function keyOf(value) {
  if (!(value instanceof SseCKey)) {
    throw invalid('`sseCKey` is not an SseCKey of this package; make one by `SseCKey.parse` or `SseCKey.generate`');
  }
  if (value.__wbg_ptr === 0) {
    throw invalid('`sseCKey` was freed before');
  }
  return value;
}

/** A presigned request with the SSE-C headers that its sender has to add. */
export function completeWithKey(request, sseCKey) {
  const { url, headers } = optionsOf(request);
  const complete = headersWithKey(textOf(url, '`url` of the request'), optionsOf(headers), keyOf(sseCKey));
  return { ...request, headers: complete, senderAdds: [] };
}

export class PresignedLink {
  #wasm;

  constructor(wasm) {
    this.#wasm = wasm;
    Object.assign(this, wasm.facts());
  }

  static parse(url) {
    return new PresignedLink(WasmLink.parse(textOf(url, 'the link')));
  }

  async fitsContent(content) {
    if (!(content instanceof Blob) && !(content instanceof Uint8Array)) {
      throw invalid('the content is neither a Blob nor a Uint8Array');
    }
    const check = this.#wasm.contentCheck();
    if (check === undefined) {
      return null;
    }
    const blob = content instanceof Blob ? content : new Blob([content]);
    for (let at = 0; at < blob.size; at += 1048576) {
      check.update(new Uint8Array(await blob.slice(at, at + 1048576).arrayBuffer()));
    }
    return check.fits();
  }

  request(options) {
    const { method = this.method ?? '', sseCKey, contentType, serverSideEncryption } = optionsOf(options);
    const texts = Object.entries({ contentType, serverSideEncryption }).map(([name, value]) =>
      value === undefined ? undefined : textOf(value, `the option \`${name}\``),
    );
    const of = textOf(method, 'the option `method`');
    return sseCKey === undefined
      ? this.#wasm.request(of, ...texts)
      : this.#wasm.requestWithKey(of, keyOf(sseCKey), ...texts);
  }
}

export class Presigner {
  #wasm;

  constructor(options) {
    this.#wasm = new WasmPresigner(options);
  }

  get(objectKey, options) {
    return this.#presign('GET', objectKey, options);
  }

  head(objectKey, options) {
    return this.#presign('HEAD', objectKey, options);
  }

  put(objectKey, options) {
    return this.#presign('PUT', objectKey, options);
  }

  delete(objectKey, options) {
    return this.#presign('DELETE', objectKey, options);
  }

  // wasm-bindgen would take ownership of an optional key and leave the caller's object empty: hence two entries.
  #presign(method, objectKey, given) {
    const { sseCKey, ...options } = optionsOf(given);
    const name = textOf(objectKey, 'the object key');
    // There without a value is most likely a mistake, and would store without the key.
    return given !== undefined && 'sseCKey' in given
      ? this.#wasm.presignWithKey(method, name, keyOf(sseCKey), options)
      : this.#wasm.presign(method, name, options);
  }
}
