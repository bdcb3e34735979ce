import { setMaxListeners } from 'node:events';
import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  type JSONEventData,
  MaxAppendSizeExceededError,
  NO_STREAM,
  START,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { assertAppendable } from '../appendable.js';
import {
  type AppendResult,
  type Delivery,
  type EventStore,
  EventStoreError,
  EventTooLargeError,
  type ExpectedRevision,
  type JsonObject,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
} from '../event-store.port.js';
import { CatchUpSubscription } from './catch-up.subscription.js';
import { connectClient } from './client.js';
import { collect, withinTimeLimit } from './collect.js';
import { LogIdentity } from './log-identity.js';
import { toPosition } from './position.js';
import { toRecorded } from './recorded.js';
import { DEFAULT_RETRY, retrying, type RetryPolicy } from './retry.js';
import { type Attempting, WholeLog } from './whole-log.js';

export interface EventStoreDbOptions extends Partial<RetryPolicy> {
  /** How long one attempt may go without an answer, in milliseconds; 5,000 when absent. */
  readonly timeLimit?: number;
}

const TIME_LIMIT = 5_000;
const BATCH_SIZE = 500;
const encoder = new TextEncoder();

/**
 * An event store on an EventStoreDB server or cluster, of 22.10 or later. Positions are the commit and the
 * prepare position.
 *
 * A call that fails in passing (a node lost, an election, no answer in time) is made again, a bounded number
 * of times. An append is then sent again with the same ids, bytes and expected revision, which the server knows again
 * where it had taken effect. It does so under the same expected revision only: the same ids under another one are
 * appended again when the stream stands there.
 */
export class EventStoreDbEventStore implements EventStore {
  private readonly closing = new AbortController();
  private readonly log: WholeLog;
  private readonly identities: LogIdentity;

  private constructor(
    private readonly client: EventStoreDBClient,
    private readonly retry: RetryPolicy,
    private readonly timeLimit: number,
  ) {
    setMaxListeners(0, this.closing.signal);
    const attempting: Attempting = (what, call) => this.attempting(what, call);
    this.log = new WholeLog(client, attempting, timeLimit);
    this.identities = new LogIdentity(client, attempting, timeLimit);
  }

  /**
   * Takes the client's own connection strings: `esdb://` for one node, `esdb+discover://` for a cluster, with
   * credentials and TLS. The server is not contacted before the first call.
   *
   * @throws EventStoreError when the connection string is malformed, or its files can't be read
   */
  static async connect(
    connectionString: string,
    { timeLimit = TIME_LIMIT, ...retry }: EventStoreDbOptions = {},
  ): Promise<EventStoreDbEventStore> {
    return Promise.resolve(
      new EventStoreDbEventStore(connectClient(connectionString), { ...DEFAULT_RETRY, ...retry }, timeLimit),
    );
  }

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    const proposed = propose(stream, events, expected);
    return this.attempting(`append to ${stream}`, async () => {
      try {
        const call = this.client.appendToStream(stream, proposed, {
          expectedRevision: expected === 'no-stream' ? NO_STREAM : BigInt(expected),
          deadline: this.timeLimit,
        });
        const { nextExpectedRevision, position } = await withinTimeLimit(call, this.timeLimit);
        const revision = Number(nextExpectedRevision);
        if (position === undefined) throw new EventStoreError(`${stream} was deleted after the append`);
        return { outcome: 'appended', revision, position: toPosition(position) };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) return conflict(error);
        if (error instanceof MaxAppendSizeExceededError) {
          const message = `An append to ${stream} is over the server's limit of ${error.maxAppendSize} bytes`;
          throw new EventTooLargeError(message, { cause: error });
        }
        throw error;
      }
    });
  }

  async readStream(
    stream: string,
    { from, direction = 'forwards', limit = Number.MAX_SAFE_INTEGER }: ReadStreamOptions = {},
  ): Promise<readonly RecordedEvent[]> {
    this.assertOpen();
    if (limit <= 0) return [];
    const backwards = direction === 'backwards';
    const first = backwards ? END : START;
    const fromRevision = from === undefined ? first : BigInt(from);
    const resolved = await this.attempting(`read ${stream}`, () => {
      const read = this.client.readStream(stream, {
        direction: backwards ? BACKWARDS : FORWARDS,
        fromRevision,
        maxCount: limit,
      });
      return collect(read, this.timeLimit);
    });
    return resolved.flatMap(({ event }) => (event && toRecorded(event)) ?? []);
  }

  readAll(options: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    return this.log.read(options);
  }

  /** As the port says; while the server is out of reach, it goes on trying until it is ended. */
  async *subscribe({ after, signal, batchSize = BATCH_SIZE }: SubscribeOptions): AsyncIterable<Delivery> {
    const stopped = new AbortController();
    const stop = () => {
      stopped.abort();
    };
    const ends = [signal, this.closing.signal];
    for (const end of ends) end.addEventListener('abort', stop);
    if (ends.some(({ aborted }) => aborted)) stop();
    try {
      yield* new CatchUpSubscription({
        client: this.client,
        after,
        batchSize,
        head: () => this.head(),
        retry: this.retry,
        timeLimit: this.timeLimit,
        stopped: stopped.signal,
      }).deliveries();
    } finally {
      for (const end of ends) end.removeEventListener('abort', stop);
    }
  }

  head(): Promise<Position | undefined> {
    return this.log.head();
  }

  /** Made by whoever asks first once there is an event. */
  async identity(): Promise<string | undefined> {
    const known = await this.identities.read();
    if (known !== undefined) return known;
    return (await this.head()) === undefined ? undefined : this.identities.make();
  }

  /** Ends subscriptions without an error, and whatever else is under way. */
  async close(): Promise<void> {
    this.closing.abort();
    // What is broken off by then may never say so.
    await withinTimeLimit(this.client.dispose(), this.timeLimit).catch(() => undefined);
  }

  private attempting<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
    this.assertOpen();
    return retrying(this.retry, what, this.closing.signal, call);
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new EventStoreError('The event store is closed');
  }
}

function propose(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): JSONEventData[] {
  assertAppendable(stream, events, expected);
  return events.map(({ id, type, data, metadata }) => ({
    id,
    type,
    // The client takes JSON as an object only.
    data: JSON.parse(data) as JsonObject,
    contentType: 'application/json',
    metadata: encoder.encode(metadata),
  }));
}

function conflict({ actualVersion }: WrongExpectedVersionError): AppendResult {
  const known = typeof actualVersion === 'bigint' && actualVersion >= 0n;
  return { outcome: 'conflict', actual: known ? Number(actualVersion) : 'no-stream' };
}
