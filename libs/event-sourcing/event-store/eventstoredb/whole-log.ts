import {
  type AllStreamRecordedEvent,
  BACKWARDS,
  END,
  FORWARDS,
  type Position as ClientPosition,
  START,
} from '@eventstore/db-client';
import { type Position, type ReadAllOptions, type RecordedEvent } from '../event-store.port.js';
import { collect } from './collect.js';
import { type Connection } from './connection.js';
import { type LogIdentity } from './log-identity.js';
import { fromPosition, toPosition } from './position.js';
import { toRecorded } from './recorded.js';
import { type StreamNames } from './stream-names.js';

const LARGEST_PAGE = 4_096;
const FIRST_PAGE_FOR_HEAD = 8;

/**
 * Reads `$all`. The server leaves nothing out of such a read, whatever filter it is given, so what is none of ours is left
 * out here.
 */
export class WholeLog {
  /** Where the last look at the end of the log began, and the head it found. */
  private known: { readonly end: Position; readonly head: Position | undefined } | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly names: StreamNames,
    private readonly identities: LogIdentity,
  ) {}

  async read({ from, direction = 'forwards', limit }: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = [];
    if (limit <= 0) return found;
    // One more: the server begins with the event that stands at `from` itself.
    for await (const page of this.pages(direction, limit + 1, from)) {
      for (const event of page) {
        const recorded = toRecorded(event, this.names);
        if (recorded !== undefined) found.push(recorded);
        if (found.length >= limit) return found;
      }
    }
    return found;
  }

  /**
   * The position of the last event that is ours. Looks no further back than where the last look began, nor than where our
   * log begins, so that it stays cheap on a log that grows by the events of others.
   */
  async head(): Promise<Position | undefined> {
    const { known } = this;
    const beginning = await this.identities.beginning();
    if (beginning === undefined) return undefined;
    let end: Position | undefined;
    const remember = (head: Position | undefined): Position | undefined => {
      if (end !== undefined) this.known = { end, head };
      return head;
    };
    for await (const page of this.pages('backwards', FIRST_PAGE_FOR_HEAD)) {
      for (const event of page) {
        const position = toPosition(event.position);
        end ??= position;
        if (known?.end === position) return remember(known.head);
        if (position <= beginning) return remember(undefined);
        if (toRecorded(event, this.names) !== undefined) return remember(position);
      }
    }
    return remember(undefined);
  }

  /** Everything beyond `from`, system events too, in pages that grow. */
  private async *pages(
    direction: 'forwards' | 'backwards',
    firstPage: number,
    from?: Position,
  ): AsyncGenerator<readonly AllStreamRecordedEvent[]> {
    let last = from === undefined ? undefined : fromPosition(from);
    for (let size = Math.min(firstPage, LARGEST_PAGE); ; size = Math.min(size * 2, LARGEST_PAGE)) {
      const start = last ?? (direction === 'forwards' ? START : END);
      const page = await this.connection.call('read', 'read the log', (client, timeLimit) => {
        const clientDirection = direction === 'forwards' ? FORWARDS : BACKWARDS;
        const read = client.readAll({ direction: clientDirection, fromPosition: start, maxCount: size });
        return collect(read, timeLimit);
      });
      const events = page.flatMap(({ event }) => (event === undefined ? [] : [event]));
      yield last === undefined ? events : beyond(events, last);
      last = events.at(-1)?.position ?? last;
      if (page.length < size) return;
    }
  }
}

/** Forwards the server begins with the event at the position, backwards with the one before it. */
function beyond(
  events: readonly AllStreamRecordedEvent[],
  { commit, prepare }: ClientPosition,
): readonly AllStreamRecordedEvent[] {
  const [first] = events;
  return first?.position.commit === commit && first.position.prepare === prepare ? events.slice(1) : events;
}
