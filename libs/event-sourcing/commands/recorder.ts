import { randomUUID } from 'node:crypto';
import { type EventStore, type NewEvent } from '../event-store/event-store.port.js';
import { type DomainEvent } from '../events/domain-event.js';
import { type EventCodec } from '../events/event-codec.js';
import { GENESIS, hashOfLink } from '../events/hash-chain.js';
import { metadataFields, type Origin } from '../events/metadata-text.js';

export interface RecorderOptions {
  /** Of the streams. */
  readonly category: string;
  readonly now: () => Date;
  /** Makes the ids of events and streams, UUIDs that were never used before; random ones when absent. */
  readonly newId?: () => string;
  /** How many events a stream holds at most; 10,000 when absent. */
  readonly longest?: number;
}

interface Waiting {
  readonly event: DomainEvent;
  readonly origin: Origin;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

/** The end of a stream that nobody else appends to. */
interface Tail {
  readonly stream: string;
  readonly day: string;
  readonly revision: number;
  readonly hash: string;
  readonly recordedAt: string;
}

/** In bytes, half of what one append may hold: the event that exceeds it still fits. */
const LARGEST_APPEND = 512 * 1024;
const LONGEST_STREAM = 10_000;

/**
 * Appends facts that are recorded as they are, with nothing to decide and nothing personal in them. Whatever arrives while an
 * append is under way goes into the next one together. Each process has streams of its own, `<category>-<day>-<id>`, which
 * end with the day (UTC).
 */
export class Recorder {
  private readonly newId: () => string;
  private readonly longest: number;
  private waiting: Waiting[] = [];
  private isAppending = false;
  private tail: Tail | undefined;

  constructor(
    private readonly store: Pick<EventStore, 'append'>,
    private readonly codec: Pick<EventCodec, 'encode' | 'schemaVersionOf'>,
    private readonly options: RecorderOptions,
  ) {
    this.newId = options.newId ?? randomUUID;
    this.longest = options.longest ?? LONGEST_STREAM;
  }

  /**
   * Resolves once the event is stored durably.
   * @throws EventStoreError when the store fails: the event may be there all the same
   */
  record(event: DomainEvent, origin: Origin): Promise<void> {
    return new Promise((stored, failed) => {
      this.waiting.push({ event, origin, stored, failed });
      if (!this.isAppending) void this.appendAll();
    });
  }

  private async appendAll(): Promise<void> {
    this.isAppending = true;
    while (this.waiting.length > 0) await this.appendSome();
    this.isAppending = false;
  }

  private async appendSome(): Promise<void> {
    let group: readonly Waiting[] = this.waiting;
    try {
      const { events, tail } = this.encoded();
      group = this.waiting.splice(0, events.length);
      const expected = this.tail?.stream === tail.stream ? this.tail.revision : 'no-stream';
      const { outcome } = await this.store.append(tail.stream, events, expected);
      if (outcome === 'conflict') throw new Error(`others appended to ${tail.stream}`);
      this.tail = tail;
      for (const { stored } of group) stored();
    } catch (error) {
      // Whether it was appended isn't known: what comes next begins a stream.
      this.tail = undefined;
      if (group === this.waiting) this.waiting = [];
      for (const { failed } of group) failed(error);
    }
  }

  /** As many of those that wait as go into one append, and the tail after them. */
  private encoded(): { readonly events: readonly NewEvent[]; readonly tail: Tail } {
    const now = this.options.now().toISOString();
    let tail = this.tailOn(now);
    const recordedAt = now > tail.recordedAt ? now : tail.recordedAt;
    const events: NewEvent[] = [];
    let bytes = 0;
    for (const { event, origin } of this.waiting) {
      if (bytes > LARGEST_APPEND || tail.revision + 1 >= this.longest) break;
      const revision = tail.revision + 1;
      const { encoded, hash } = this.encodedEvent(event, origin, { ...tail, revision, recordedAt });
      bytes += encoded.data.length + encoded.metadata.length;
      events.push(encoded);
      tail = { ...tail, revision, hash, recordedAt };
    }
    return { events, tail };
  }

  private tailOn(now: string): Tail {
    const day = now.slice(0, 10);
    const { tail } = this;
    if (tail?.day === day && tail.revision + 1 < this.longest) return tail;
    const stream = `${this.options.category}-${day}-${this.newId()}`;
    return { stream, day, revision: -1, hash: GENESIS, recordedAt: now };
  }

  private encodedEvent(
    event: DomainEvent,
    origin: Origin,
    { stream, revision, hash: previous, recordedAt }: Tail,
  ): { readonly encoded: NewEvent; readonly hash: string } {
    const id = this.newId();
    const { type } = event;
    const { data } = this.codec.encode(event, { id, stream });
    const fields = metadataFields(origin, this.codec.schemaVersionOf(type), recordedAt);
    const hash = hashOfLink(previous, { stream, revision, id, type, data, metadata: `{${fields}}` });
    return { encoded: { id, type, data, metadata: `{${fields},"hash":"${hash}"}` }, hash };
  }
}
