import { createCipheriv, createDecipheriv, randomBytes, randomFillSync } from 'node:crypto';

/** AES-256. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** Random bytes for many nonces at once: asking the system for each costs as much as encrypting a short text. */
const nonces = Buffer.alloc(NONCE_BYTES * 512);
let used = nonces.length;

/** Bytes that nobody was given before; they hold until the next call. */
const newNonce = (): Buffer => {
  if (used === nonces.length) {
    randomFillSync(nonces);
    used = 0;
  }
  used += NONCE_BYTES;
  return nonces.subarray(used - NONCE_BYTES, used);
};

/**
 * Encrypts by AES-256-GCM under a random nonce: nonce, ciphertext and tag, in base64url. `context` isn't part of it, and
 * must be the same when it is opened.
 */
export const seal = (key: Buffer, context: string, plaintext: string | Buffer): string => {
  const nonce = newNonce();
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
