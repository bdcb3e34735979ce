import {
  BACKWARDS,
  END,
  FORWARDS,
  type ResolvedEvent,
  START,
  StreamDeletedError,
} from '@eventstore/db-client';
import { EventsMissingError, type ReadStreamOptions, type RecordedEvent } from '../event-store.port.js';
import { collectStream } from './collect.js';
import { type Connection } from './connection.js';
import { toRecorded } from './recorded.js';
import { type StreamNames } from './stream-names.js';

/**
 * Reads one stream of ours. An administrator can cut it (`$maxCount`, `$tb`), delete it or give it a tombstone: events that
 * must be there and are not are an error, never a shorter answer.
 */
export class OneStream {
  constructor(
    private readonly connection: Connection,
    private readonly names: StreamNames,
  ) {}

  /** @throws EventsMissingError when the beginning of what was asked for has been cut off */
  async read(
    stream: string,
    { from, direction = 'forwards', limit = Number.MAX_SAFE_INTEGER }: ReadStreamOptions,
  ): Promise<readonly RecordedEvent[]> {
    if (limit <= 0) return [];
    const backwards = direction === 'backwards';
    const first = backwards ? END : START;
    const resolved = await this.resolved(stream, this.names.onServer(stream), {
      direction: backwards ? BACKWARDS : FORWARDS,
      fromRevision: from === undefined ? first : BigInt(from),
      maxCount: limit,
    });
    if (resolved === undefined) {
      await this.assertNeverThere(stream);
      return [];
    }
    const events = resolved.flatMap(({ event }) => (event && toRecorded(event, this.names)) ?? []);
    const { least, beyond } = backwards
      ? { least: events.at(-1)?.revision, beyond: events.length < limit ? 0 : undefined }
      : { least: events[0]?.revision, beyond: from ?? 0 };
    if (least === undefined ? beyond === 0 : beyond !== undefined && least > beyond) {
      throw new EventsMissingError(stream, least);
    }
    return events;
  }

  private resolved(
    stream: string,
    name: string,
    options: {
      readonly direction: 'forwards' | 'backwards';
      readonly fromRevision: bigint | 'start' | 'end';
      readonly maxCount: number;
    },
  ): Promise<readonly ResolvedEvent[] | undefined> {
    return this.connection.call('read', `read ${stream}`, async (client, timeLimit) => {
      try {
        return await collectStream(client.readStream(name, options), timeLimit);
      } catch (error) {
        if (error instanceof StreamDeletedError) throw new EventsMissingError(stream, undefined);
        throw error;
      }
    });
  }

  /** A stream that was deleted looks like one that never was, except that its metadata says so. */
  private async assertNeverThere(stream: string): Promise<void> {
    const name = `$$${this.names.onServer(stream)}`;
    const options = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const;
    const metadata = await this.resolved(stream, name, options);
    const data = metadata?.[0]?.event?.data;
    if (typeof data === 'object' && '$tb' in data) throw new EventsMissingError(stream, undefined);
  }
}
