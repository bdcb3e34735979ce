import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import { KeyStoreError, type OpenKeys } from '../../event-sourcing/core.js';

/** The key that signs documents which are handed out. */
export interface SigningKey {
  /** Named by each signature: its RFC 7638 thumbprint. */
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** What is signed about a document, beside `sha256`, the hash of all lines but the last. */
export type SignedClaims = Readonly<Record<string, string | boolean | null>>;

/** Under which the key store has the seed of the key. */
const PURPOSE = 'signing';
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const keyFrom = (seed: Buffer): SigningKey => {
  const der = Buffer.concat([PKCS8, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  return { id: thumbprintOf(publicKey), privateKey, publicKey };
};

/** The name of an Ed25519 key: its RFC 7638 thumbprint. */
export const thumbprintOf = (publicKey: KeyObject): string => {
  const { crv, kty, x } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
};

/**
 * Signs documents by an Ed25519 key whose seed is in the key store: the same in every process, wrapped by the master key, and
 * in whatever backup holds the keys of personal data.
 */
export class DocumentSigner {
  constructor(private readonly keys: OpenKeys) {}

  /**
   * The key, made on first use.
   * @throws KeyStoreError also where this process may only read, and there is no key yet
   */
  async key(): Promise<SigningKey> {
    const { keys } = this.keys;
    if (!keys) throw new KeyStoreError('there is no key to sign with yet, and this process only reads');
    return keyFrom(await keys.keyFor(PURPOSE));
  }

  /**
   * The text as it comes, and after it a last line with the signature: a JWS (RFC 7515) over the claims and the SHA-256 of
   * all before that line. Holds no more of the text than the part that is passed on. The text ends with a line's end.
   */
  async *signed(
    text: AsyncIterable<string>,
    claims: SignedClaims,
    lastLine: (jws: string) => string,
  ): AsyncGenerator<string> {
    // Before anything is passed on: without a key nothing is.
    const { id, privateKey } = await this.key();
    const hash = createHash('sha256');
    for await (const part of text) {
      hash.update(part);
      yield part;
    }
    const payload = JSON.stringify({ ...claims, sha256: hash.digest('hex') });
    const jws = await new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: 'EdDSA', kid: id })
      .sign(privateKey);
    yield `${lastLine(jws)}\n`;
  }
}
