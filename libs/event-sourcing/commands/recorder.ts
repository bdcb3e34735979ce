import { randomUUID } from 'node:crypto';
import { type EventStore, type NewEvent } from '../event-store/event-store.port.js';
import { chainedEvent } from '../events/chained-event.js';
import { type Actor, type DomainEvent } from '../events/domain-event.js';
import { type EventCodec } from '../events/event-codec.js';
import { GENESIS } from '../events/hash-chain.js';

export interface RecorderOptions<Fact> {
  /** Of the streams. */
  readonly category: string;
  /** In whose name the events are appended. */
  readonly actor: Actor;
  /** The event that tells of these facts, in the order in which they arrived. */
  readonly eventOf: (facts: readonly Fact[], occurredAt: string) => DomainEvent;
  /** How much room a fact takes in an event. */
  readonly sizeOf: (fact: Fact) => number;
  /** How much room an event has; a fact that takes more has one of its own. */
  readonly room: number;
  readonly now: () => Date;
  /** Makes the ids of events and streams, UUIDs that were never used before; random ones when absent. */
  readonly newId?: () => string;
  /** How many events a stream holds at most; 10,000 when absent. */
  readonly longest?: number;
}

interface Waiting<Fact> {
  readonly fact: Fact;
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

/** Events for one append. */
interface Group {
  readonly events: readonly NewEvent[];
  /** How many of the facts that wait are in them. */
  readonly facts: number;
  readonly tail: Tail;
}

/** In bytes, half of what one append may hold: the event that exceeds it still fits. */
const LARGEST_APPEND = 512 * 1024;
const LONGEST_STREAM = 10_000;

/**
 * Appends facts that are recorded as they are, with nothing to decide and nothing personal in them. Whatever arrives while an
 * append is under way goes into the next one together, and shares an event as far as it has room. Each process has streams of
 * its own, `<category>-<day>-<id>`, which end with the day (UTC).
 */
export class Recorder<Fact> {
  private readonly newId: () => string;
  private readonly longest: number;
  private waiting: Waiting<Fact>[] = [];
  private isAppending = false;
  private tail: Tail | undefined;

  constructor(
    private readonly store: Pick<EventStore, 'append'>,
    private readonly codec: Pick<EventCodec, 'encode' | 'schemaVersionOf'>,
    private readonly options: RecorderOptions<Fact>,
  ) {
    this.newId = options.newId ?? randomUUID;
    this.longest = options.longest ?? LONGEST_STREAM;
  }

  /**
   * Resolves once the fact is stored durably.
   * @throws EventStoreError when the store fails: the fact may be there all the same
   */
  record(fact: Fact): Promise<void> {
    return new Promise((stored, failed) => {
      this.waiting.push({ fact, stored, failed });
      if (!this.isAppending) void this.appendAll();
    });
  }

  private async appendAll(): Promise<void> {
    this.isAppending = true;
    while (this.waiting.length > 0) await this.appendSome();
    this.isAppending = false;
  }

  private async appendSome(): Promise<void> {
    let group: readonly Waiting<Fact>[] = this.waiting;
    try {
      const { events, facts, tail } = this.encoded();
      group = this.waiting.splice(0, facts);
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
  private encoded(): Group {
    const { actor, eventOf } = this.options;
    const now = this.options.now().toISOString();
    let tail = this.tailOn(now);
    const recordedAt = now > tail.recordedAt ? now : tail.recordedAt;
    const events: NewEvent[] = [];
    let bytes = 0;
    let facts = 0;
    while (facts < this.waiting.length && bytes <= LARGEST_APPEND && tail.revision + 1 < this.longest) {
      const together = this.fitting(facts);
      const id = this.newId();
      const origin = { actor, causationId: id, commandId: id, correlationId: id, requestHash: '' };
      const revision = tail.revision + 1;
      const link = { stream: tail.stream, revision, id, previous: tail.hash, recordedAt };
      const { encoded, hash } = chainedEvent(this.codec, eventOf(together, recordedAt), origin, link);
      bytes += encoded.data.length + encoded.metadata.length;
      facts += together.length;
      events.push(encoded);
      tail = { ...tail, revision, hash, recordedAt };
    }
    return { events, facts, tail };
  }

  /** The facts from there on that go into one event: at least one. */
  private fitting(from: number): readonly Fact[] {
    const { room, sizeOf } = this.options;
    const together: Fact[] = [];
    let size = 0;
    for (const { fact } of this.waiting.slice(from)) {
      size += sizeOf(fact);
      if (together.length > 0 && size > room) break;
      together.push(fact);
    }
    return together;
  }

  private tailOn(now: string): Tail {
    const day = now.slice(0, 10);
    const { tail } = this;
    if (tail?.day === day && tail.revision + 1 < this.longest) return tail;
    const stream = `${this.options.category}-${day}-${this.newId()}`;
    return { stream, day, revision: -1, hash: GENESIS, recordedAt: now };
  }
}
