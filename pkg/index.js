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

/** A presigned request with the SSE-C headers that its sender has to add. */
export function completeWithKey(request, sseCKey) {
  return { ...request, headers: headersWithKey(request.url, request.headers, sseCKey), senderAdds: [] };
}

export class PresignedLink {
  #wasm;

  constructor(wasm) {
    this.#wasm = wasm;
    Object.assign(this, wasm.facts());
  }

  static parse(url) {
    return new PresignedLink(WasmLink.parse(url));
  }

  async fitsContent(content) {
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

  request({ method = this.method, sseCKey, contentType, serverSideEncryption } = {}) {
    return sseCKey === undefined
      ? this.#wasm.request(method ?? '', contentType, serverSideEncryption)
      : this.#wasm.requestWithKey(method ?? '', sseCKey, contentType, serverSideEncryption);
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
  #presign(method, objectKey, { sseCKey, ...options } = {}) {
    return sseCKey === undefined
      ? this.#wasm.presign(method, objectKey, options)
      : this.#wasm.presignWithKey(method, objectKey, sseCKey, options);
  }
}
