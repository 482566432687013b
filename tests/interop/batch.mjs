// Seals and opens files with the official Node SDK: jobs as JSON on standard input, one answer for each on output.
// A key is {namespace, name, hex}. Where a job has a context, it says too whether utf8Sorting is to be set.

import { readFileSync, writeFileSync } from 'node:fs';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  MultiKeyringNode,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';

const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

function keyring(keys, utf8Sorting = true) {
  const [generator, ...children] = keys.map(
    ({ namespace, name, hex }) =>
      new RawAesKeyringNode({
        keyNamespace: namespace,
        keyName: name,
        unencryptedMasterKey: Uint8Array.from(Buffer.from(hex, 'hex')),
        wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
        utf8Sorting,
      }),
  );
  return new MultiKeyringNode({ generator, children });
}

async function work(job) {
  const content = readFileSync(job.from);
  const ring = keyring(job.keys, job.utf8Sorting);
  const made =
    job.do === 'seal'
      ? (await encrypt(ring, content, { suiteId, frameLength: job.frameLen, encryptionContext: job.context })).result
      : (await decrypt(ring, content)).plaintext;
  writeFileSync(job.to, made);
}

for (const job of JSON.parse(readFileSync(0, 'utf8'))) {
  const answer = await work(job).then(() => 'done', (error) => `${error.name}: ${error.message}`);
  console.log(JSON.stringify(answer));
}
