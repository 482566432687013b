// What the peers that were written for Node take for granted. esbuild puts it where these names are used.

export { Buffer } from 'buffer/';
export { default as process } from 'process/browser';
