import { randomUUID } from 'node:crypto';
import {
  type EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { collect, withinTimeLimit } from './collect.js';
import { type Attempting } from './whole-log.js';

/** No name that a stream of ours can have. */
export const IDENTITY_STREAM = 'log.identity';

/** Tells a log from others by the id of one event, in a stream of its own, which is no part of the log. */
export class LogIdentity {
  constructor(
    private readonly client: EventStoreDBClient,
    private readonly attempting: Attempting,
    private readonly timeLimit: number,
  ) {}

  /** Read anew each time: the server may have been given another log since. */
  async read(): Promise<string | undefined> {
    return this.attempting('read the identity of the log', async () => {
      const read = this.client.readStream(IDENTITY_STREAM, { maxCount: 1 });
      const [first] = await collect(read, this.timeLimit);
      return first?.event?.id;
    });
  }

  /** Of several processes that make it at once, one does. */
  async make(): Promise<string | undefined> {
    await this.attempting('give the log an identity', async () => {
      const event = jsonEvent({ id: randomUUID(), type: 'LogBegun', data: {} });
      const call = this.client.appendToStream(IDENTITY_STREAM, event, {
        expectedRevision: NO_STREAM,
        deadline: this.timeLimit,
      });
      try {
        await withinTimeLimit(call, this.timeLimit);
      } catch (error) {
        if (!(error instanceof WrongExpectedVersionError)) throw error;
      }
    });
    return this.read();
  }
}
