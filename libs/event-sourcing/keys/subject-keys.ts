import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { KeyMissingError, KeyStoreError, type KeyRecord, type KeyStore } from './key-store.port.js';
import { newKey, seal, unseal } from './wrapping.js';

/** The keys of some subjects; undefined for those of whom the store has nothing. */
export type Keyring = Pick<ReadonlyMap<string, Buffer | 'destroyed'>, 'get'>;

export const NO_KEYS: Keyring = new Map();

/** For whoever wants no personal data: it reads as if everybody had been erased, and no key is fetched. */
export const WITHOUT_PERSONAL_DATA: Keyring = { get: () => 'destroyed' };

/** Nothing about the subject can be stored any more: its key was destroyed. */
export class SubjectErasedError extends Error {
  override readonly name = 'SubjectErasedError';

  constructor(readonly subject: string) {
    super(`the personal data of ${subject} was erased for good`);
  }
}

export interface SubjectKeysOptions {
  /** Monotonic, in milliseconds. */
  readonly clock: () => number;
  /** How many keys are kept in memory; 20,000 when absent. */
  readonly cacheSize?: number;
}

/** How long a key is used without asking the store again, in milliseconds. A destroyed one must be forgotten within 5 s. */
const KEPT_FOR = 4_000;

/** The most subjects that the store is asked for at once. */
const CHUNK = 1_000;

interface Kept {
  readonly wrapped: string;
  readonly key: Buffer;
  readonly readAt: number;
}

const contextOf = (subject: string): string => `dossier subject key\n${subject}`;

/** The keys of subjects, unwrapped: those of a batch are fetched together, and a bounded number is kept for some seconds. */
export class SubjectKeys {
  private readonly kept: LRUCache<string, Kept>;
  private readonly clock: () => number;

  constructor(
    private readonly store: KeyStore,
    private readonly rootKey: Buffer,
    { clock, cacheSize = 20_000 }: SubjectKeysOptions,
  ) {
    this.clock = clock;
    this.kept = new LRUCache({ max: cacheSize });
  }

  /**
   * The keys of these subjects, as they were at most four seconds ago.
   * @throws KeyStoreError
   */
  fetch(subjects: ReadonlySet<string>): Promise<Map<string, Buffer | 'destroyed'>> {
    return this.collected(subjects, (subject) => this.freshlyKept(subject));
  }

  /** As `fetch`, as they are now: a key that was destroyed before the call is not among them. */
  fetchNow(subjects: ReadonlySet<string>): Promise<Keyring> {
    return this.collected(subjects, () => undefined);
  }

  /**
   * As `fetch`, with a new key for each subject that has none, filed under the one that `filedUnder` names. Those that are
   * made together are written together.
   * @throws SubjectErasedError when the key of one was destroyed
   */
  async fetchOrMake(
    subjects: ReadonlySet<string>,
    filedUnder: ReadonlyMap<string, string> = new Map(),
  ): Promise<Keyring> {
    const keyring = await this.fetch(subjects);
    const lacking = [...subjects].filter((subject) => keyring.get(subject) === undefined);
    const made = await Promise.all(lacking.map((subject) => this.make(subject, filedUnder.get(subject))));
    for (const [index, subject] of lacking.entries()) {
      const key = made[index];
      if (key) keyring.set(subject, key);
    }
    for (const subject of subjects)
      if (keyring.get(subject) === 'destroyed') throw new SubjectErasedError(subject);
    return keyring;
  }

  /**
   * A hash of a text that nobody can compute without the key store, made with a key of its own for each purpose: 32
   * hexadecimal characters.
   */
  async keyedHash(purpose: string, text: string): Promise<string> {
    const key = await this.keyFor(purpose);
    return createHmac('sha256', key).update(text).digest('hex').slice(0, 32);
  }

  /**
   * The key of a purpose of the installation's own: 32 random bytes, made on first use and the same in every process.
   * @throws KeyStoreError
   */
  async keyFor(purpose: string): Promise<Buffer> {
    const key = (await this.fetchOrMake(new Set([purpose]))).get(purpose);
    if (!(key instanceof Buffer)) throw new KeyMissingError(purpose);
    return key;
  }

  /** Files the key of a subject under another one's: see `KeyStore.file`. */
  async file(subject: string, under: string, at: string): Promise<void> {
    await this.store.file(subject, under, at);
    this.kept.delete(subject);
  }

  /** Destroys the key of a subject and of all filed under it. Other processes forget them within five seconds. */
  async destroy(subject: string, at: string): Promise<number> {
    const destroyed = await this.store.destroy(subject, at);
    this.kept.clear();
    return destroyed;
  }

  /** False: the files of the key store are out of reach. Otherwise see `KeyStore.overwriteRemains`. */
  async overwriteRemains(): Promise<boolean> {
    await this.store.overwriteRemains?.();
    return this.store.overwriteRemains !== undefined;
  }

  /** Two processes may make one at once: what stands in the store counts. */
  private async make(subject: string, under: string | undefined): Promise<Buffer | 'destroyed'> {
    const key = newKey();
    const wrapped = seal(this.rootKey, contextOf(subject), key);
    const readAt = this.clock();
    const record = await this.store.add(subject, wrapped, under);
    if ('wrapped' in record && record.wrapped === wrapped) this.kept.set(subject, { wrapped, key, readAt });
    return this.take(subject, record, readAt);
  }

  private freshlyKept(subject: string): Buffer | undefined {
    const kept = this.kept.get(subject);
    return kept && this.clock() - kept.readAt < KEPT_FOR ? kept.key : undefined;
  }

  private async collected(
    subjects: ReadonlySet<string>,
    known: (subject: string) => Buffer | undefined,
  ): Promise<Map<string, Buffer | 'destroyed'>> {
    const keyring = new Map<string, Buffer | 'destroyed'>();
    const unknown: string[] = [];
    for (const subject of subjects) {
      const key = known(subject);
      if (key) keyring.set(subject, key);
      else unknown.push(subject);
    }
    for (let from = 0; from < unknown.length; from += CHUNK) {
      const readAt = this.clock();
      const records = await this.store.find(unknown.slice(from, from + CHUNK));
      for (const [subject, record] of records) keyring.set(subject, this.take(subject, record, readAt));
    }
    return keyring;
  }

  private take(subject: string, record: KeyRecord, readAt: number): Buffer | 'destroyed' {
    if ('destroyedAt' in record) {
      this.kept.delete(subject);
      return 'destroyed';
    }
    const { wrapped } = record;
    const before = this.kept.get(subject);
    const key = before?.wrapped === wrapped ? before.key : this.unwrapped(subject, wrapped);
    this.kept.set(subject, { wrapped, key, readAt });
    return key;
  }

  private unwrapped(subject: string, wrapped: string): Buffer {
    const key = unseal(this.rootKey, contextOf(subject), wrapped);
    if (key === undefined)
      throw new KeyStoreError(`The key of ${subject} in the key store is damaged: restore it from a backup`);
    return key;
  }
}

/** Keys that are ready to be used; none where a reader finds none: nothing was ever encrypted. */
export interface OpenKeys {
  readonly keys?: SubjectKeys;
  close(): Promise<void>;
}
