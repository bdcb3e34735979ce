import { EventEmitter } from 'node:events';
import { DoubleStream } from './double-stream.js';
import { type Journal, type JournalEntry } from './journal.js';
import { type LogEntry, type LogPosition } from './log-entry.js';
import { type WireEvent } from './wire-event.js';

export type ExpectedVersion = number | 'any' | 'no-stream' | 'stream-exists';

/**
 * An append known again, by its ids and its expected revision, is answered as the first one was; without a position
 * when its events have been deleted since.
 */
export interface Appended {
  readonly outcome: 'appended';
  readonly revision: number;
  readonly position: LogPosition | undefined;
}

export type Decided =
  | Appended
  | { readonly outcome: 'wrong-expected-version'; readonly current: number | undefined }
  | { readonly outcome: 'stream-deleted' };

/** How far apart two appended events are in the log; system events stand between. */
const STRIDE = 1_000_000;
const SYSTEM_EVENT_EVERY = 7;
const METADATA_OF = '$$';

/**
 * The log of the double, in memory, and in a journal where it shall outlive the process. Positions have gaps, and system
 * events stand between the others. The same appends always get the same positions.
 */
export class DoubleLog {
  /** The whole log, in order. */
  readonly entries: LogEntry[] = [];
  /** Emits `grown` after entries were added. */
  readonly changes = new EventEmitter().setMaxListeners(0);

  private readonly streams = new Map<string, DoubleStream>();
  private places = 0;
  private systemEvents = 0;

  constructor(private readonly journal?: Journal) {
    for (const entry of journal?.earlier ?? []) this.redo(entry);
  }

  /** Undefined when there was never such a stream. */
  stream(name: string): DoubleStream | undefined {
    return this.streams.get(name);
  }

  append(name: string, events: readonly WireEvent[], expected: ExpectedVersion): Decided {
    const stream = this.streams.get(name);
    if (stream?.tombstoned) return { outcome: 'stream-deleted' };
    const current = stream?.lastRevision;
    if (!isExpected(expected, current)) {
      const known = this.knownAgain(stream, events, expected);
      return known ?? { outcome: 'wrong-expected-version', current };
    }
    this.journal?.write({ stream: name, events });
    const last = this.add(name, events);
    return { outcome: 'appended', revision: last.revision, position: last };
  }

  end(name: string, end: 'deleted' | 'tombstoned'): void {
    this.journal?.write({ stream: name, end });
    this.redo({ stream: name, end });
  }

  /** Adds system events at the end of the log, as a server's statistics do on a quiet day. */
  writeSystemEvents(count: number): void {
    for (let index = 0; index < count; index++) {
      const last = this.entries.at(-1)?.commit ?? 0n;
      this.addSystemEvent('$stats-127.0.0.1:2113', '$statsCollected', last + 7n);
    }
    this.changes.emit('grown');
  }

  private redo(entry: JournalEntry): void {
    if ('events' in entry) this.add(entry.stream, entry.events);
    else if (entry.end === 'deleted') this.delete(entry.stream);
    else this.streamOf(entry.stream).tombstoned = true;
  }

  /** As the server does it: the stream's metadata says so. */
  private delete(name: string): void {
    const data = new TextEncoder().encode('{"$tb":9223372036854775807}');
    const last = this.entries.at(-1)?.commit ?? 0n;
    this.addSystemEvent(`${METADATA_OF}${name}`, '$metadata', last + 7n, data);
    this.streamOf(name).delete();
    this.changes.emit('grown');
  }

  private knownAgain(
    stream: DoubleStream | undefined,
    events: readonly WireEvent[],
    expected: ExpectedVersion,
  ): Appended | undefined {
    if (stream === undefined || expected === 'stream-exists' || expected === 'any') return undefined;
    const first = expected === 'no-stream' ? 0 : expected + 1;
    const there = events.map(({ id }, index) => {
      const entry = stream.entries[first + index];
      return entry?.id === id ? entry : undefined;
    });
    const last = there.at(-1);
    if (last === undefined || there.includes(undefined)) return undefined;
    const isLeft = stream.visible.includes(last);
    return { outcome: 'appended', revision: last.revision, position: isLeft ? last : undefined };
  }

  private add(name: string, events: readonly WireEvent[]): LogEntry {
    const stream = this.streamOf(name);
    stream.revive();
    for (const event of events) {
      const commit = BigInt((this.places + 1) * STRIDE + ((this.places * 37) % 1_000));
      if (this.places % SYSTEM_EVENT_EVERY === 0) {
        this.addSystemEvent('$scavenges', '$scavengeChunksCompleted', commit - BigInt(STRIDE / 4));
      }
      this.addEntry(name, { ...event, commit, prepare: commit - 64n });
      this.places += 1;
    }
    if (name.startsWith(METADATA_OF)) this.cut(name.slice(METADATA_OF.length), events);
    this.changes.emit('grown');
    const last = stream.entries.at(-1);
    if (last === undefined) throw new Error(`Nothing was appended to ${name}`);
    return last;
  }

  private cut(name: string, events: readonly WireEvent[]): void {
    const metadata = Buffer.from(events.at(-1)?.data ?? []).toString('utf8');
    this.streamOf(name).cut(JSON.parse(metadata) as Parameters<DoubleStream['cut']>[0]);
  }

  private addSystemEvent(
    stream: string,
    type: string,
    position: bigint,
    data = new TextEncoder().encode('{}'),
  ): void {
    this.systemEvents += 1;
    this.addEntry(stream, {
      type,
      id: `00000000-0000-4000-8000-${this.systemEvents.toString(16).padStart(12, '0')}`,
      contentType: 'application/json',
      data,
      metadata: data,
      commit: position,
      prepare: position,
    });
  }

  private addEntry(name: string, event: WireEvent & LogPosition): void {
    const { entries } = this.streamOf(name);
    const entry = { ...event, stream: name, revision: entries.length };
    this.entries.push(entry);
    entries.push(entry);
  }

  private streamOf(name: string): DoubleStream {
    let stream = this.streams.get(name);
    if (stream === undefined) this.streams.set(name, (stream = new DoubleStream()));
    return stream;
  }
}

function isExpected(expected: ExpectedVersion, current: number | undefined): boolean {
  if (expected === 'any') return true;
  if (expected === 'stream-exists') return current !== undefined;
  return current === (expected === 'no-stream' ? undefined : expected);
}
