import { type LogEntry } from './log-entry.js';

/** What `$tb` is set to when a stream is deleted. */
const DELETED = 9_223_372_036_854_775_807n;

/** One stream: all that was ever appended to it, of which its metadata may hide the beginning. */
export class DoubleStream {
  readonly entries: LogEntry[] = [];
  tombstoned = false;
  private truncateBefore = 0n;
  private maxCount = Infinity;

  /** As `$metadata` says: `$tb`, the first revision that is kept, and `$maxCount`. */
  cut(metadata: { readonly $tb?: number; readonly $maxCount?: number }): void {
    this.truncateBefore = BigInt(metadata.$tb ?? 0);
    this.maxCount = metadata.$maxCount ?? Infinity;
  }

  /** Hides all events. The next one that is appended has the revision after the last of them. */
  delete(): void {
    this.truncateBefore = DELETED;
  }

  revive(): void {
    if (this.deleted) this.truncateBefore = BigInt(this.entries.length);
  }

  get deleted(): boolean {
    return this.truncateBefore === DELETED;
  }

  /** Undefined where a reader finds no stream. */
  get lastRevision(): number | undefined {
    return this.deleted || this.entries.length === 0 ? undefined : this.entries.length - 1;
  }

  /** What a read of the stream can still find. */
  get visible(): readonly LogEntry[] {
    if (this.deleted) return [];
    const first = Math.max(Number(this.truncateBefore), this.entries.length - this.maxCount);
    return first <= 0 ? this.entries : this.entries.slice(first);
  }
}
