import { SseCKey as Key, type Binding, type PresignedRequest, type SealportError as Failure } from './ssec.js';

// Those of the smaller entry; what is declared here takes their place.
export * from './ssec.js';
export { default } from './ssec.js';

/** Every error thrown by this package. */
export interface SealportError extends Failure {
  /** What is wrong with a text or file that is not a key; only with errors of `SseCKey`'s reading methods. */
  diagnosis?: KeyDiagnosis;
}

/** How bytes were given. */
export type KeyForm = 'raw' | 'base64' | 'hex';

/**
 * What is wrong with something that is not a key. It carries lengths, positions and kinds, never content.
 *
 * More kinds may be added: treat one that you do not know like `not-encoded`.
 */
export interface KeyDiagnosis {
  kind:
    | 'empty'
    | 'file-too-long'
    /** 29 to 31 bytes: a shell variable most likely dropped zero bytes or line ends. */
    | 'bytes-lost'
    | 'wrong-length'
    | 'line-end-attached'
    | 'encoded-twice'
    | 'extra-characters'
    | 'among-text'
    /** More than one key, such as one on each line; `count` says how many. */
    | 'several-keys'
    /** Something read it as a form's field. */
    | 'pluses-became-spaces'
    | 'mixed-alphabets'
    | 'hex-length'
    | 'base64-length'
    | 'base64-last-character'
    | 'foreign-characters'
    | 'like-md5'
    | 'thirty-two-characters'
    | 'utf-16'
    | 'byte-order-mark'
    | 'bytes-as-characters'
    | 'replaced-bytes'
    | 'other-file'
    | 'not-encoded';
  /** Whether it has exactly one other reading, which `SseCKey.repair` makes. */
  repairable: boolean;
  /** One short English line. */
  message: string;
  /** Bytes found after decoding, where it is about a number of bytes. */
  found?: number;
  /** How they were given; of `encoded-twice` the encoding to undo first. */
  form?: KeyForm;
  /** `encoded-twice`: the encoding inside. */
  inner?: KeyForm;
  /** Characters or digits: too many, too few, foreign; or bytes replaced; or keys. */
  count?: number;
  /** `foreign-characters`: where the first one stands, counted from 1. */
  position?: number;
  /** `other-file`: such as `pem-private-key`, `age-key`, `json`. */
  container?: string;
}

/** What a text is that was given as a key's MD5. */
export interface Md5Diagnosis {
  /** Whether it may be sent as the MD5 header as it is. */
  right: boolean;
  kind: 'md5' | 'the-key-itself' | 'empty' | 'not-md5';
  /** `md5`: what it was made of. */
  covers?:
    | 'raw-key'
    | 'raw-key-with-line-end'
    | 'base64-text'
    | 'base64-text-with-line-end'
    | 'hex-text'
    | 'hex-text-with-line-end'
    | 'other';
  /** `md5`: how it is written; only base64 is right. */
  form?: 'base64' | 'base64-variant' | 'hex' | 'base64-of-hex';
}

/** A customer key of 32 bytes: the storage encrypts with it and forgets it. Lose it and its objects are lost. */
export class SseCKey extends Key {
  private constructor();
  /** Makes a key from the platform's cryptographic random source. */
  static generate(): SseCKey;
  /** Reads base64 (padded or not, standard or URL alphabet) or 64 hex digits; throws with a `diagnosis`. */
  static parse(text: string): SseCKey;
  /** Reads a key file: 32 raw bytes, or text as for `parse`; throws with a `diagnosis`. */
  static parseFile(content: Uint8Array): SseCKey;
  /** Says what is wrong with a text or a key file's content; `null` if it is a key. */
  static diagnose(input: string | Uint8Array): KeyDiagnosis | null;
  /**
   * Reads a damaged key in the one way that a repairable diagnosis stands for. Call it when a person was shown that
   * diagnosis and asked for the repair; of damage of another kind no key is made.
   */
  static repair(input: string | Uint8Array, kind: KeyDiagnosis['kind']): SseCKey;
  /** Says what a text is that was given as this key's MD5: right, made of the base64 text, written in hex... */
  diagnoseMd5(text: string): Md5Diagnosis;
}

/** SSE-S3, SSE-KMS, and SSE-KMS in two layers. */
export type ServerSideEncryption = 'AES256' | 'aws:kms' | 'aws:kms:dsse';

/** A presigned link from somebody else, read without asking the storage. */
export class PresignedLink {
  private constructor();
  /** Takes an address alone. Throws `invalid-input` where it cannot work from a page; the message names the header or parameter that is the trouble. */
  static parse(url: string): PresignedLink;
  /** Where it leads, and where a key sent with it goes: have the user agree to it. */
  readonly origin: string;
  /** The object key, with the bucket in front where the storage has it in the path. */
  readonly objectName: string;
  readonly fileName: string;
  /** What it was made for, where it says so. */
  readonly method: 'GET' | 'HEAD' | 'PUT' | null;
  /** The SSE-C key that it takes; `null`: none. */
  readonly binding: Binding | null;
  readonly signedHeaders: string[];
  readonly signedAt: Date;
  readonly expiresAt: Date;
  /** The encryption with the storage's keys that it asks for; `unsaid`: one that only its maker knows. */
  readonly serverSideEncryption: ServerSideEncryption | 'unsaid' | null;
  /** The header by which it stores one content only, such as `x-amz-checksum-crc32`. */
  readonly contentBinding: string | null;
  /**
   * What a PUT gives the object besides its content: headers in the link, lower case, with their values, such as
   * `x-amz-acl: 'public-read'`.
   */
  readonly objectSettings: Readonly<Record<string, string>>;
  /** It works for a body of one length only, which it does not tell. */
  readonly bindsLength: boolean;
  /** It works with one media type only, which it does not tell. */
  readonly bindsContentType: boolean;
  /** It replaces no object, where the storage honours that. */
  readonly onlyIfAbsent: boolean;
  /**
   * Whether a content is the one that the link stores. `null` where it stores any (`contentBinding` is `null`), or holds a
   * checksum that is not computed here: MD5, SHA-1, SHA-512.
   */
  fitsContent(content: Blob | Uint8Array): Promise<boolean | null>;
  /**
   * The request to send. `method` is needed where the link does not say it, `serverSideEncryption` where that is `unsaid`.
   * It is made for an expired link as well: the storage's clock decides, and this device's may be wrong (see `expiresAt`).
   */
  request(options?: {
    method?: 'GET' | 'HEAD' | 'PUT';
    sseCKey?: SseCKey;
    /** An empty text, as browsers give it for files of a type that they do not know, counts as left out. */
    contentType?: string;
    serverSideEncryption?: ServerSideEncryption;
  }): PresignedRequest;
}
