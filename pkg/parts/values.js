// What callers give, checked: what wasm-bindgen does not get as it expects it would trap there, and say nothing of use.

export function failure(code, message, retryable, cause) {
  const error = cause === undefined ? new Error(message) : new Error(message, { cause });
  return Object.assign(error, { name: 'SealportError', code, retryable });
}

export function invalid(message, cause) {
  return failure('invalid-input', message, false, cause);
}

export function textOf(value, what) {
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
export function bytesOf(value, what) {
  // By what the language itself keeps of a value: `instanceof` is fooled by a prototype and by another window's class, a
  // property by anybody.
  if (kindOf.call(value) !== 'Uint8Array') {
    throw invalid(`${what} is not a Uint8Array`);
  }
  const length = lengthOf.call(value);
  return length === 0 ? new Uint8Array(0) : new Uint8Array(bufferOf.call(value), offsetOf.call(value), length);
}

/**
 * A copy of an options object. Only plain ones: what a Promise, a Map or another object holds elsewhere than in own
 * properties would silently not count.
 */
export function optionsOf(value, names, what = 'the options') {
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

export function noMore(rest, advice = 'everything but the name goes into the options') {
  if (rest.length > 0) {
    throw invalid(`there is an argument too many: ${advice}`);
  }
}
