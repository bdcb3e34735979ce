import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/**
 * Encrypts by AES-256-GCM under a random nonce: nonce, ciphertext and tag, in base64url. `context` isn't part of it, and
 * must be the same when it is opened.
 */
export const seal = (key: Buffer, context: string, plaintext: string | Buffer): string => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(Buffer.from(context));
  const head = typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([nonce, head, cipher.getAuthTag()]).toString('base64url');
};

/** What was sealed; undefined when it wasn't by this key and in this context. */
export const unseal = (key: Buffer, context: string, sealed: string): Buffer | undefined => {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plaintext = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
    return plaintext;
  } catch {
    return undefined;
  }
};

export const newKey = (): Buffer => randomBytes(KEY_BYTES);
