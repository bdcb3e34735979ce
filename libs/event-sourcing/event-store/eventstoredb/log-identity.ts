import { randomUUID } from 'node:crypto';
import { jsonEvent, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import { collectStream, withinTimeLimit } from './collect.js';
import { type Connection } from './connection.js';
import { type StreamNames } from './stream-names.js';

/** Tells a log from others by the id of one event, in a stream of its own, which is no part of the log. */
export class LogIdentity {
  constructor(
    private readonly connection: Connection,
    private readonly names: StreamNames,
  ) {}

  /** Read anew each time: the server may have been given another log since. */
  async read(): Promise<string | undefined> {
    return this.connection.call('read', 'read the identity of the log', async (client, timeLimit) => {
      const found = await collectStream(client.readStream(this.names.identity, { maxCount: 1 }), timeLimit);
      return found?.[0]?.event?.id;
    });
  }

  /** Of several processes that make it at once, one does. */
  async make(): Promise<string | undefined> {
    await this.connection.call('append', 'give the log an identity', async (client, timeLimit) => {
      const event = jsonEvent({ id: randomUUID(), type: 'LogBegun', data: {} });
      const call = client.appendToStream(this.names.identity, event, {
        expectedRevision: NO_STREAM,
        deadline: timeLimit,
      });
      try {
        await withinTimeLimit(call, timeLimit);
      } catch (error) {
        if (!(error instanceof WrongExpectedVersionError)) throw error;
      }
    });
    return this.read();
  }
}
