import { EventEmitter } from 'node:events';
import { type EventStore, type ExpectedRevision, type Position } from '../../../libs/event-sourcing/core.js';
import { type LogEntry, type LogPosition } from './log-entry.js';
import { toNewEvent, toWireEvent, type WireEvent } from './stored-form.js';

export type ExpectedVersion = number | 'any' | 'no-stream' | 'stream-exists';

/** An append known again, by its ids and its expected revision, is answered as the first one was. */
export interface Appended {
  readonly outcome: 'appended';
  readonly revision: number;
  readonly position: LogPosition;
}

export type Decided =
  Appended | { readonly outcome: 'wrong-expected-version'; readonly current: number | undefined };

/** How far apart two events of the inner store stand in the double's log; system events stand between. */
const STRIDE = 1_000_000;
const SYSTEM_EVENT_EVERY = 7;
const PAGE = 1_000;

/**
 * The log as EventStoreDB would show it, over any event store: with positions that have gaps, and system
 * events between the others. The inner store keeps the events and judges appends, by rules which are those
 * of EventStoreDB; here the log is mirrored in memory. The same log always gets the same positions.
 */
export class DoubleLog {
  /** The whole log, in order. */
  readonly entries: LogEntry[] = [];
  /** Emits `grown` after entries were added. */
  readonly changes = new EventEmitter().setMaxListeners(0);

  private readonly streams = new Map<string, LogEntry[]>();
  private lastRead: Position | undefined;
  private places = 0;
  private systemEvents = 0;
  private reading = Promise.resolve();
  private queued: Promise<void> | undefined;

  constructor(private readonly store: EventStore) {}

  /** The events of a stream, or undefined when there is no such stream. */
  stream(name: string): readonly LogEntry[] | undefined {
    return this.streams.get(name);
  }

  async append(stream: string, events: readonly WireEvent[], expected: ExpectedVersion): Promise<Decided> {
    const revision = await this.revisionToExpect(stream, expected);
    if (revision === undefined) return { outcome: 'wrong-expected-version', current: undefined };
    const result = await this.store.append(stream, events.map(toNewEvent), revision);
    await this.refresh();
    switch (result.outcome) {
      case 'appended': {
        const last = this.streams.get(stream)?.[result.revision];
        if (last === undefined) throw new Error('The inner store does not show what it acknowledged');
        return { outcome: 'appended', revision: result.revision, position: last };
      }
      case 'conflict':
        return { outcome: 'wrong-expected-version', current: this.currentRevision(stream) };
    }
  }

  /** Takes over what the inner store holds by now. What was appended before the call is there after it. */
  refresh(): Promise<void> {
    this.queued ??= this.reading
      .catch(() => undefined)
      .then(() => {
        this.queued = undefined;
        this.reading = this.readOn();
        return this.reading;
      });
    return this.queued;
  }

  /** Adds system events at the end of the log, as a server's statistics do on a quiet day. */
  writeSystemEvents(count: number): void {
    for (let index = 0; index < count; index++) {
      const last = this.entries.at(-1)?.commit ?? 0n;
      this.addSystemEvent('$stats-127.0.0.1:2113', '$statsCollected', last + 7n);
    }
    this.changes.emit('grown');
  }

  private async revisionToExpect(
    stream: string,
    expected: ExpectedVersion,
  ): Promise<ExpectedRevision | undefined> {
    if (expected === 'no-stream' || typeof expected === 'number') return expected;
    await this.refresh();
    return this.currentRevision(stream) ?? (expected === 'any' ? 'no-stream' : undefined);
  }

  private currentRevision(stream: string): number | undefined {
    return this.streams.get(stream)?.at(-1)?.revision;
  }

  private async readOn(): Promise<void> {
    for (;;) {
      const page = await this.store.readAll({ ...this.from(), limit: PAGE });
      for (const event of page) {
        const commit = BigInt((this.places + 1) * STRIDE + ((this.places * 37) % 1_000));
        if (this.places % SYSTEM_EVENT_EVERY === 0) {
          this.addSystemEvent(`$$${event.stream}`, '$metadata', commit - BigInt(STRIDE / 4));
        }
        const { stream, revision } = event;
        this.add({ ...toWireEvent(event), stream, revision, commit, prepare: commit - 64n });
        this.places += 1;
        this.lastRead = event.position;
      }
      if (page.length > 0) this.changes.emit('grown');
      if (page.length < PAGE) return;
    }
  }

  private from(): { from?: Position } {
    return this.lastRead === undefined ? {} : { from: this.lastRead };
  }

  private addSystemEvent(stream: string, type: string, position: bigint): void {
    const data = new TextEncoder().encode('{}');
    this.systemEvents += 1;
    this.add({
      stream,
      type,
      revision: this.streams.get(stream)?.length ?? 0,
      id: `00000000-0000-4000-8000-${this.systemEvents.toString(16).padStart(12, '0')}`,
      data,
      metadata: data,
      commit: position,
      prepare: position,
    });
  }

  private add(entry: LogEntry): void {
    this.entries.push(entry);
    const stream = this.streams.get(entry.stream);
    if (stream === undefined) this.streams.set(entry.stream, [entry]);
    else stream.push(entry);
  }
}
