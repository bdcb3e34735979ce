import { afterEach, beforeEach } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  type AppendResult,
  type Delivery,
  type EventStore,
  type JsonObject,
  type RecordedEvent,
  type NewEvent,
  type SubscribeOptions,
} from './event-store.port.js';

/** How long a test waits for something that must come, in milliseconds: longer than most tests may take in all. */
const PATIENCE = 110_000;

/** A log for one test, as an adapter's enrolment makes it. */
export interface EnrolledLog {
  readonly store: EventStore;
  /** Opens a further store on the same log, as another process or a restart would. */
  openAnother(): Promise<EventStore>;
  /** Closes every store of this log, those closed already too, and removes what it left behind. */
  dispose(): Promise<void>;
}

/** What an adapter hands to `eventStoreContract`. */
export interface EventStoreEnrolment {
  /** Called before each test. */
  open(): Promise<EnrolledLog>;
  /** False where a log can't be had empty: on a server that keeps the events of earlier runs. */
  readonly startsEmpty: boolean;
}

/** The log of the running test. Streams have names of their own, so that the log need not be empty. */
export class ContractLog {
  private log: EnrolledLog | undefined;
  private streams = new Set<string>();

  constructor(enrolment: EventStoreEnrolment) {
    beforeEach(async () => {
      this.streams = new Set();
      this.log = await enrolment.open();
    });
    afterEach(async () => {
      await this.log?.dispose();
      this.log = undefined;
    });
  }

  get store(): EventStore {
    return this.opened.store;
  }

  openAnother(): Promise<EventStore> {
    return this.opened.openAnother();
  }

  /** The name of a stream that nobody has used. */
  stream(category = 'contract'): string {
    const stream = `${category}-${randomUUID()}`;
    this.streams.add(stream);
    return stream;
  }

  /** Only the events of this test. */
  own<Event extends { readonly stream: string }>(events: readonly Event[]): Event[] {
    return events.filter(({ stream }) => this.streams.has(stream));
  }

  /** Appends one event to each of `count` streams, one after another; the events in order. */
  async fill(count: number): Promise<RecordedEvent[]> {
    const filled: RecordedEvent[] = [];
    for (let index = 0; index < count; index += 1) {
      const stream = this.stream();
      const data = { index };
      const event = newEvent(data);
      const { position } = appended(await this.store.append(stream, [event], 'no-stream'));
      filled.push({ ...event, data, metadata: {}, stream, revision: 0, position });
    }
    return filled;
  }

  private get opened(): EnrolledLog {
    if (this.log === undefined) throw new Error('A log is there only while a test runs');
    return this.log;
  }
}

export const newEvent = (data: JsonObject = {}, metadata: JsonObject = {}): NewEvent => ({
  id: randomUUID(),
  type: 'SomethingNoted',
  data: JSON.stringify(data),
  metadata: JSON.stringify(metadata),
});

export const newEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, index) => newEvent({ index }));

/** The result of an append that must not be a conflict. */
export function appended(result: AppendResult): Extract<AppendResult, { outcome: 'appended' }> {
  if (result.outcome === 'conflict') throw new Error(`Unexpected conflict: at ${result.actual}`);
  return result;
}

export const eventsOf = (deliveries: readonly Delivery[]): RecordedEvent[] =>
  deliveries.flatMap(({ events }) => events);

/**
 * Subscribes until `complete` says that enough was delivered, then leaves the iteration.
 *
 * @throws Error when the subscription ends, or the patience is over, before that
 */
export async function deliveriesUntil(
  store: EventStore,
  options: Omit<SubscribeOptions, 'signal'>,
  complete: (deliveries: readonly Delivery[]) => boolean | Promise<boolean>,
  /** In milliseconds. */
  patience = PATIENCE,
): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for await (const delivery of store.subscribe({ ...options, signal: AbortSignal.timeout(patience) })) {
    deliveries.push(delivery);
    if (await complete(deliveries)) return deliveries;
  }
  throw new Error(`The subscription ended after ${deliveries.length} deliveries that were not enough`);
}
