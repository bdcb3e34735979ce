import { randomUUID } from 'node:crypto';
import { jsonEvent, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import { type Position } from '../event-store.port.js';
import { collectStream, withinTimeLimit } from './collect.js';
import { type Connection } from './connection.js';
import { toPosition } from './position.js';
import { type StreamNames } from './stream-names.js';

/** Before every event of any log. */
const START: Position = '';

interface Identity {
  readonly id: string;
  /** No event of ours stands before it. */
  readonly beginning: Position;
}

/**
 * Tells a log from others by the id of one event, in a stream of its own, which is no part of the log. It is made before the
 * first event of the log: so on a server that others use too, nothing of ours is looked for before it, and nothing at all
 * while it isn't there.
 */
export class LogIdentity {
  /** What was found, for as long as each call was answered: another log may be there afterwards. */
  private known: { readonly identity: Promise<Identity>; readonly interruptions: number } | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly names: StreamNames,
  ) {}

  /** Read anew each time: the server may have been given another log since. */
  async read(): Promise<string | undefined> {
    return (await this.find())?.id;
  }

  /** Where our log begins, exclusive; undefined when it holds nothing. */
  async beginning(): Promise<Position | undefined> {
    const known = this.stillKnown();
    if (known !== undefined) return (await known).beginning;
    const found = await this.find();
    if (found !== undefined) void this.remember(Promise.resolve(found));
    return found?.beginning;
  }

  /** Resolves when the log has an identity: to be awaited before each append. */
  async ensure(): Promise<void> {
    const known = this.stillKnown() ?? this.remember(this.findOrMake());
    try {
      await known;
    } catch (error) {
      if (this.known?.identity === known) this.known = undefined;
      throw error;
    }
  }

  private stillKnown(): Promise<Identity> | undefined {
    return this.known?.interruptions === this.connection.interruptions ? this.known.identity : undefined;
  }

  private remember(identity: Promise<Identity>): Promise<Identity> {
    this.known = { identity, interruptions: this.connection.interruptions };
    return identity;
  }

  /** Of several processes that make it at once, one does. */
  private async findOrMake(): Promise<Identity> {
    let found = await this.find();
    for (; found === undefined; found = await this.find()) await this.make();
    return found;
  }

  private find(): Promise<Identity | undefined> {
    return this.connection.call('read', 'read the identity of the log', async (client, timeLimit) => {
      const found = await collectStream(client.readStream(this.names.identity, { maxCount: 1 }), timeLimit);
      const event = found?.[0]?.event;
      if (event === undefined) return undefined;
      const isFirst = typeof event.data === 'object' && 'first' in event.data;
      // One without that was made when events stood there already.
      return { id: event.id, beginning: isFirst && event.position ? toPosition(event.position) : START };
    });
  }

  private async make(): Promise<void> {
    await this.connection.call('append', 'give the log an identity', async (client, timeLimit) => {
      const event = jsonEvent({ id: randomUUID(), type: 'LogBegun', data: { first: true } });
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
  }
}
