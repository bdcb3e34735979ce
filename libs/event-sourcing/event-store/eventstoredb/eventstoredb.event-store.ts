import {
  type EventStoreDBClient,
  type JSONEventData,
  MaxAppendSizeExceededError,
  NO_STREAM,
  type Position as ClientPosition,
  StreamDeletedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { type Impediments } from '../../health/impediments.js';
import { assertAppendable } from '../appendable.js';
import {
  type AppendResult,
  type Delivery,
  type EventStore,
  EventsMissingError,
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
import { BatchedAppends } from './batched-appends.js';
import { CatchUpSubscription } from './catch-up.subscription.js';
import { withinTimeLimit } from './collect.js';
import { Connection } from './connection.js';
import { LogIdentity } from './log-identity.js';
import { OneStream } from './one-stream.js';
import { toPosition } from './position.js';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.js';
import { STREAM_PREFIX, StreamNames } from './stream-names.js';
import { WholeLog } from './whole-log.js';

export interface EventStoreDbOptions extends Partial<RetryPolicy> {
  /** How long one attempt may go without an answer, in milliseconds; 5,000 when absent. */
  readonly timeLimit?: number;
  /** How long a call may take over all its attempts, in milliseconds; 10,000 when absent. */
  readonly budget?: number;
  /** After so long without an answer, in milliseconds, the client is made anew; 8,000 when absent. */
  readonly clientPatience?: number;
  /** How often a silent server is probed, in milliseconds, and any server where impediments are told; 1,000 when absent. */
  readonly probeEvery?: number;
  /** What the names of this service's streams begin with on the server, ending with a dot; `dossier.` when absent. */
  readonly streamPrefix?: string;
  /** Is told, as `event store`, whether the server can be read from and appended to. */
  readonly impediments?: Impediments | undefined;
  /** This process reads alone, and doesn't find out whether it could append. False when absent. */
  readonly readOnly?: boolean;
}

const BATCH_SIZE = 500;
const encoder = new TextEncoder();

/**
 * An event store on an EventStoreDB server or cluster, of 22.10 or later, that others may use too: this service's streams
 * are told by the prefix of their names. Positions are the commit and the prepare position.
 *
 * A call that fails in passing (a node lost, an election, no answer in time) is made again, within a bounded time. An
 * append is then sent again with the same ids, bytes and expected revision, which the server knows again where it had
 * taken effect. It does so under the same expected revision only: the same ids under another one are appended again when
 * the stream stands there.
 */
export class EventStoreDbEventStore implements EventStore {
  private readonly log: WholeLog;
  private readonly identities: LogIdentity;
  private readonly streams: OneStream;
  private readonly batches = new BatchedAppends();

  private constructor(
    private readonly connection: Connection,
    private readonly names: StreamNames,
    private readonly retry: RetryPolicy,
    private readonly timeLimit: number,
  ) {
    this.identities = new LogIdentity(connection, names);
    this.log = new WholeLog(connection, names, this.identities);
    this.streams = new OneStream(connection, names);
  }

  /**
   * Takes the client's own connection strings: `esdb://` for one node, `esdb+discover://` for a cluster, with
   * credentials and TLS. The server is not contacted before the first call.
   *
   * @throws EventStoreError when the connection string or the prefix is malformed, or its files can't be read
   */
  static async connect(
    connectionString: string,
    {
      timeLimit = 5_000,
      budget = 10_000,
      clientPatience = 8_000,
      probeEvery = 1_000,
      streamPrefix = STREAM_PREFIX,
      impediments,
      readOnly = false,
      ...policy
    }: EventStoreDbOptions = {},
  ): Promise<EventStoreDbEventStore> {
    const names = new StreamNames(streamPrefix);
    const retry = { ...DEFAULT_RETRY, ...policy };
    const connection = new Connection(connectionString, {
      retry,
      timeLimit,
      budget,
      clientPatience,
      probeEvery,
      impediments,
      probeStream: names.probe,
      appends: !readOnly,
    });
    return Promise.resolve(new EventStoreDbEventStore(connection, names, retry, timeLimit));
  }

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    assertAppendable(stream, events, expected);
    const name = this.names.onServer(stream);
    const due = (expected === 'no-stream' ? -1 : expected) + events.length;
    let attempts = 0;
    await this.identities.ensure();
    return this.connection.call('append', `append to ${stream}`, async (client, timeLimit) => {
      attempts += 1;
      try {
        const batched =
          attempts === 1 ? await this.batches.append(client, name, events, expected, timeLimit) : undefined;
        if (batched && 'current' in batched) return conflict(batched.current);
        // On the client that there is now: the batch may have been lost with the former one.
        const { revision, position } =
          batched ?? (await appendAlone(this.connection.client, name, events, expected, timeLimit));
        // Without a position the events have been deleted since; beyond what is due, those before them had been.
        if (position === undefined || revision !== due) throw new EventsMissingError(stream, undefined);
        return { outcome: 'appended', revision, position: toPosition(position) };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) return conflict(Number(error.actualVersion));
        if (error instanceof StreamDeletedError) throw new EventsMissingError(stream, undefined);
        if (error instanceof MaxAppendSizeExceededError) {
          const message = `An append to ${stream} is over the server's limit of ${error.maxAppendSize} bytes`;
          throw new EventTooLargeError(message, { cause: error });
        }
        throw error;
      }
    });
  }

  readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    return this.streams.read(stream, options);
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
    const ends = [signal, this.connection.closing.signal];
    for (const end of ends) end.addEventListener('abort', stop);
    if (ends.some(({ aborted }) => aborted)) stop();
    try {
      yield* new CatchUpSubscription({
        connection: this.connection,
        names: this.names,
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

  /** It is made before the first event. */
  identity(): Promise<string | undefined> {
    return this.identities.read();
  }

  /** Ends subscriptions without an error, and whatever else is under way. */
  close(): Promise<void> {
    return this.connection.close();
  }
}

/** By a call of its own. */
async function appendAlone(
  client: EventStoreDBClient,
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
  timeLimit: number,
): Promise<{ readonly revision: number; readonly position?: ClientPosition | undefined }> {
  const call = client.appendToStream(stream, events.map(proposed), {
    expectedRevision: expected === 'no-stream' ? NO_STREAM : BigInt(expected),
    deadline: timeLimit,
  });
  const { nextExpectedRevision, position } = await withinTimeLimit(call, timeLimit);
  return { revision: Number(nextExpectedRevision), position };
}

const proposed = ({ id, type, data, metadata }: NewEvent): JSONEventData => ({
  id,
  type,
  // The client takes JSON as an object only.
  data: JSON.parse(data) as JsonObject,
  contentType: 'application/json',
  metadata: encoder.encode(metadata),
});

/** `actual` is no number, or below 0, where there is no stream. */
const conflict = (actual: number): AppendResult => ({
  outcome: 'conflict',
  actual: actual >= 0 ? actual : 'no-stream',
});
