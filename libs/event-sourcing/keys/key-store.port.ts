/**
 * The key that all others are wrapped by, wrapped itself by the master key. Made with the first key; unwrapping it is how a
 * wrong master key is found out.
 */
export interface WrappedRoot {
  readonly wrapped: string;
}

/** What the key store has of a subject: its key, wrapped by the root key, or that it was destroyed. */
export type KeyRecord = { readonly wrapped: string } | { readonly destroyedAt: string };

/**
 * Keys, each of one subject: a customer, or a stream that no customer is known of. All adapters pass one contract suite
 * (`key-store.contract.ts`). It sees wrapped keys alone, and knows nothing of how they are wrapped.
 *
 * What was written is durable once the call resolves, and every process sees it. Every method rejects with a `KeyStoreError`
 * when the store can't do what was asked; all may be called again.
 */
export interface KeyStore {
  /** Undefined: no key was ever made. */
  root(): Promise<WrappedRoot | undefined>;

  /** False: another root than `before` stands there, and stays. */
  replaceRoot(before: WrappedRoot | undefined, next: WrappedRoot): Promise<boolean>;

  /** What there is of these subjects; those of whom there is nothing are left out. */
  find(subjects: readonly string[]): Promise<ReadonlyMap<string, KeyRecord>>;

  /**
   * Adds a key unless something stands there already, filed under another subject at once where one is named: see `file`.
   * Returns what stands there then.
   */
  add(subject: string, wrapped: string, under?: string): Promise<KeyRecord>;

  /**
   * Files a subject under another one: destroying that one destroys this one too, and at once when that was done before.
   * Changes nothing when there is no key of the subject.
   */
  file(subject: string, under: string, at: string): Promise<void>;

  /**
   * Destroys the key of a subject and of all that are filed under it, for good: no key is ever added for them again. What
   * was destroyed keeps its time. Returns how many keys there were.
   */
  destroy(subject: string, at: string): Promise<number>;

  /**
   * Overwrites on the disk what keys that were destroyed left there. Absent where the files are a server's.
   * @throws RemainsReadError when somebody goes on reading what was there before
   */
  overwriteRemains?(): Promise<void>;

  close(): Promise<void>;
}

export class KeyStoreError extends Error {
  override readonly name: string = 'KeyStoreError';
}

/** The key store could not be reached in time. */
export class KeyStoreUnavailableError extends KeyStoreError {
  override readonly name = 'KeyStoreUnavailableError';
}

/** There is no room for another key: to be tried again when there is. */
export class KeyStoreFullError extends KeyStoreError {
  override readonly name = 'KeyStoreFullError';
}

/** The master key isn't the one that the keys are wrapped by. The message names the key store. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/** Something is encrypted by a key that the key store neither has nor had destroyed: the store isn't what it was. */
export class KeyMissingError extends KeyStoreError {
  override readonly name = 'KeyMissingError';

  constructor(subject: string) {
    super(`The key store has no key of ${subject}, by which events are encrypted: restore it from a backup`);
  }
}
