import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type WireEvent } from './wire-event.js';

/** One thing that was done to the log. */
export type JournalEntry =
  | { readonly stream: string; readonly events: readonly WireEvent[] }
  | { readonly stream: string; readonly end: 'deleted' | 'tombstoned' };

/** A file that a log is read from again after a restart. It is not synced: a double may lose its last events. */
export class Journal {
  private constructor(
    private readonly file: number,
    readonly earlier: readonly JournalEntry[],
  ) {}

  static open(folder: string): Journal {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'log.ndjson');
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    const earlier = lines
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line, revive) as JournalEntry);
    return new Journal(openSync(path, 'a'), earlier);
  }

  write(entry: JournalEntry): void {
    writeSync(this.file, `${JSON.stringify(entry, replace)}\n`);
  }

  close(): void {
    closeSync(this.file);
  }
}

const replace = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;

const revive = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string'
    ? new Uint8Array(Buffer.from(value.base64, 'base64'))
    : value;
