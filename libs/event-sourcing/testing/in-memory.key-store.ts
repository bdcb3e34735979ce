import {
  type KeyRecord,
  type KeyStore,
  KeyStoreUnavailableError,
  type WrappedRoot,
} from '../keys/key-store.port.js';

/** A key store in memory, for specs: it counts questions, can be out of reach, and lets others come first. */
export class InMemoryKeyStore implements KeyStore {
  /** How often it was asked for keys. */
  asked = 0;
  isReachable = true;
  private wrappedRoot: WrappedRoot | undefined;
  private readonly keys = new Map<string, KeyRecord>();
  private readonly filed = new Map<string, string>();
  private first: (() => Promise<unknown>) | undefined;

  /** Has something else happen right before the next key is added. */
  beforeNextAdd(first: () => Promise<unknown>): void {
    this.first = first;
  }

  async root(): Promise<WrappedRoot | undefined> {
    await this.reach();
    return this.wrappedRoot;
  }

  async replaceRoot(before: WrappedRoot | undefined, next: WrappedRoot): Promise<boolean> {
    await this.reach();
    if (this.wrappedRoot?.wrapped !== before?.wrapped) return false;
    this.wrappedRoot = next;
    return true;
  }

  async find(subjects: readonly string[]): Promise<ReadonlyMap<string, KeyRecord>> {
    this.asked += 1;
    await this.reach();
    return new Map(
      subjects.flatMap((subject) => {
        const record = this.keys.get(subject);
        return record ? [[subject, record]] : [];
      }),
    );
  }

  async add(subject: string, wrapped: string, under?: string): Promise<KeyRecord> {
    await this.reach();
    const { first } = this;
    this.first = undefined;
    await first?.();
    const there = this.keys.get(subject);
    if (there) return there;
    const other = under === undefined ? undefined : this.keys.get(under);
    const record = other && 'destroyedAt' in other ? other : { wrapped };
    this.keys.set(subject, record);
    if (under !== undefined) this.filed.set(subject, under);
    return record;
  }

  async file(subject: string, under: string, at: string): Promise<void> {
    await this.reach();
    const record = this.keys.get(subject);
    if (!record || 'destroyedAt' in record) return;
    const other = this.keys.get(under);
    if (other && 'destroyedAt' in other) this.keys.set(subject, { destroyedAt: at });
    else this.filed.set(subject, under);
  }

  async destroy(subject: string, at: string): Promise<number> {
    await this.reach();
    const filed = [...this.filed].flatMap(([each, under]) => (under === subject ? [each] : []));
    let destroyed = 0;
    for (const each of [subject, ...filed]) {
      const record = this.keys.get(each);
      if (record && 'destroyedAt' in record) continue;
      if (record) destroyed += 1;
      this.keys.set(each, { destroyedAt: at });
    }
    return destroyed;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private reach(): Promise<void> {
    return this.isReachable
      ? Promise.resolve()
      : Promise.reject(new KeyStoreUnavailableError('The key store can’t be reached'));
  }
}
