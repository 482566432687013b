// The wasm part of an entry, loaded once.
import { failure } from './values.js';

/** `init` of an entry, and its wasm part's exports once that came. */
export function loader(initWasm, wasm) {
  let ready;
  let loaded = false;
  return {
    init(source) {
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
    },
    part() {
      if (!loaded) {
        throw failure('not-loaded', 'call `init` and await it first', false);
      }
      return wasm;
    },
  };
}
