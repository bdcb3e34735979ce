import { createHash, type KeyObject } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { thumbprintOf } from './document-signer.js';

/** The document is not as it was signed; the sentence says what is wrong with it. */
export class DocumentNotSignedError extends Error {
  override readonly name = 'DocumentNotSignedError';
}

export interface CheckedDocument {
  /** What was signed about it. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Of the key that signed it. */
  readonly keyId: string;
}

const LINE_END = 0x0a;
const JWS = /[\w-]+\.[\w-]+\.[\w-]+/;

/** All lines but the last, and the last. Empty lines at the end, which an editor may have added, don't count. */
const lastLineOf = (document: Buffer): readonly [before: Buffer, last: string] => {
  let end = document.length;
  while (end > 0 && [LINE_END, 0x0d, 0x20].includes(document[end - 1] ?? 0)) end -= 1;
  const start = document.lastIndexOf(LINE_END, end - 1) + 1;
  return [document.subarray(0, start), document.subarray(start, end).toString('utf8')];
};

/**
 * Proves that a document is, byte for byte, what was signed by this key.
 * @throws DocumentNotSignedError
 */
export const checkedDocument = async (document: Buffer, publicKey: KeyObject): Promise<CheckedDocument> => {
  const [before, last] = lastLineOf(document);
  const jws = JWS.exec(last)?.[0];
  if (jws === undefined)
    throw new DocumentNotSignedError(
      'its last line holds no signature: it is not whole, or no signed document',
    );
  const keyId = thumbprintOf(publicKey);
  const { kid } = headerOf(jws);
  if (kid !== keyId)
    throw new DocumentNotSignedError(`it was signed by the key ${String(kid)}, and this is the key ${keyId}`);
  const claims = await claimsIn(jws, publicKey);
  if (claims.sha256 !== createHash('sha256').update(before).digest('hex'))
    throw new DocumentNotSignedError('it was changed after it was signed');
  return { claims, keyId };
};

const headerOf = (jws: string): { readonly kid?: unknown } => {
  try {
    return decodeProtectedHeader(jws);
  } catch {
    throw new DocumentNotSignedError('what its last line holds is no signature');
  }
};

const claimsIn = async (jws: string, publicKey: KeyObject): Promise<Readonly<Record<string, unknown>>> => {
  try {
    const { payload } = await compactVerify(jws, publicKey, { algorithms: ['EdDSA'] });
    return JSON.parse(new TextDecoder().decode(payload)) as Readonly<Record<string, unknown>>;
  } catch {
    throw new DocumentNotSignedError('its signature is not by this key');
  }
};
