// The package's entry for pages and bundlers: the wasm file lies beside the generated script and is fetched by `init`.
import initWasm, * as wasm from './generated/sealport.js';
import { loader } from './parts/loader.js';
import { MADE_HERE, check, ssecOf } from './parts/ssec.js';
import { bytesOf, failure, invalid, noMore, optionsOf, textOf } from './parts/values.js';

const { init, part } = loader(initWasm, wasm);

/** Loads the wasm part, once. A failed load may be tried again. */
export default init;

const { SseCKey, Presigner, completeWithKey, keyOf } = ssecOf(part, withDoctor);

export { SseCKey, Presigner, completeWithKey };

/** The class of keys with the doctor, who says what is wrong with something that is no key. */
function withDoctor(Key, { made, keyOf }) {
  return class SseCKey extends Key {
    static parse(text) {
      return made(part().parseKey(text));
    }

    static parseFile(content) {
      return made(part().parseKeyFile(bytesOf(content, 'the content of the key file')));
    }

    static diagnose(input) {
      return part().diagnoseKey(textOrBytes(input));
    }

    static repair(input, kind) {
      return made(part().repairKey(textOrBytes(input), textOf(kind, 'the kind of a diagnosis')));
    }

    diagnoseMd5(text) {
      return part().diagnoseMd5(keyOf(this, '`this`'), text);
    }
  };
}

function textOrBytes(value) {
  return typeof value === 'string' ? value : bytesOf(value, 'what should be a key, and is no text,');
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

const LINK_OPTIONS = ['method', 'sseCKey', 'contentType', 'serverSideEncryption'];

/** The wasm's link behind a `this`. */
let linkOf;

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
