import { closeSync, openSync, write } from 'node:fs';
import { promisify } from 'node:util';

const PROBE_BYTES = 262_144;
const PROBE = Buffer.alloc(PROBE_BYTES);

/** Milliseconds between two looks at a full disk. */
const LOOK_AGAIN_AFTER = 1_000;

/** What the system says when a file can't grow: no space, no quota, the file is as long as it may be. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && FULL.has(error.code);

/**
 * Whether the file of an embedded store can grow. LMDB tells a full disk as any failure to write, and prints each one;
 * so a failed write is followed by a write of zeros at the file's end, where LMDB takes them for room. While that fails,
 * LMDB is not asked, and the same is tried once a second.
 */
export class DiskRoom {
  private timer: NodeJS.Timeout | undefined;
  private full: string | undefined;

  constructor(
    private readonly file: string,
    /** Told why nothing can be stored, and `undefined` when it can be again. */
    private readonly changed: (reason: string | undefined) => void,
  ) {}

  /** Why nothing can be stored; undefined when nothing is known against it. */
  get lacking(): string | undefined {
    return this.full;
  }

  /** To be asked after a failed write: why, if that is for want of room. */
  async examine(): Promise<string | undefined> {
    const reason = await this.probe();
    if (reason === this.full) return reason;
    this.full = reason;
    clearInterval(this.timer);
    if (reason !== undefined) {
      this.timer = setInterval(() => void this.examine(), LOOK_AGAIN_AFTER);
      this.timer.unref();
    }
    this.changed(reason);
    return reason;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async probe(): Promise<string | undefined> {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(this.file, 'a');
      for (let left = PROBE_BYTES; left > 0;) {
        left -= (await promisify(write)(descriptor, PROBE, 0, left)).bytesWritten;
      }
      return undefined;
    } catch (error) {
      return isFull(error) ? `${this.file} can't grow, ${(error as Error).message}` : undefined;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }
}
