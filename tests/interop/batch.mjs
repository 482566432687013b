// Seals and opens files with the official Node SDK: jobs as JSON on standard input, one answer for each on output.
// A key is {namespace, name, hex}.

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

function keyring(keys) {
  const [generator, ...children] = keys.map(
    ({ namespace, name, hex }) =>
      new RawAesKeyringNode({
        keyNamespace: namespace,
        keyName: name,
        unencryptedMasterKey: Uint8Array.from(Buffer.from(hex, 'hex')),
        wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
        utf8Sorting: true,
      }),
  );
  return new MultiKeyringNode({ generator, children });
}

async function work(job) {
  const content = readFileSync(job.from);
  const made =
    job.do === 'seal'
      ? (await encrypt(keyring(job.keys), content, { suiteId, frameLength: job.frameLen })).result
      : (await decrypt(keyring(job.keys), content)).plaintext;
  writeFileSync(job.to, made);
}

for (const job of JSON.parse(readFileSync(0, 'utf8'))) {
  const answer = await work(job).then(() => 'done', (error) => `${error.name}: ${error.message}`);
  console.log(JSON.stringify(answer));
}
