import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { type DoubleLog } from './double-log.js';
import { consumerTooSlow } from './grpc-errors.js';
import { comparePositions, firstNotBefore, type LogEntry } from './log-entry.js';
import { checkpoint, confirmation, readEvent } from './messages.js';
import { positionOf, type ReadCall, write } from './read-call.js';

const DEFAULT_SEARCH_WINDOW = 32;

/**
 * Catch-up subscriptions to the whole log: a confirmation, then the events that pass the filter, then those
 * to come. A checkpoint after each so many events looked at, none when the log is quiet, and nothing that
 * would say that the subscriber has caught up.
 */
export class Subscriptions {
  private readonly open = new Set<ReadCall>();

  constructor(private readonly log: DoubleLog) {}

  /** How many subscriptions there are now. */
  get count(): number {
    return this.open.size;
  }

  /** Ends all subscriptions as the server does when a client takes too long. */
  dropSlowConsumers(): void {
    for (const call of this.open) call.emit('error', consumerTooSlow());
  }

  /** Resolves when the subscription has ended. */
  async serve(call: ReadCall, options: streams.ReadReq.Options): Promise<boolean> {
    this.open.add(call);
    const ended = new AbortController();
    for (const event of ['cancelled', 'close', 'error']) {
      call.once(event, () => {
        this.open.delete(call);
        ended.abort();
      });
    }
    const { passes, window } = filterOf(options);
    await write(call, confirmation(randomUUID()));
    let next = this.firstIndex(options);
    let considered = 0;
    while (!ended.signal.aborted) {
      const entry = this.log.entries[next];
      if (entry === undefined) {
        await once(this.log.changes, 'grown', { signal: ended.signal }).catch(() => undefined);
        continue;
      }
      next += 1;
      considered += 1;
      if (passes(entry)) await write(call, readEvent(entry, true));
      if (considered % window === 0) await write(call, checkpoint(entry));
    }
    return false;
  }

  private firstIndex(options: streams.ReadReq.Options): number {
    const all = options.getAll();
    if (all?.hasEnd() === true) return this.log.entries.length;
    if (all?.hasPosition() !== true) return 0;
    const after = positionOf(all.getPosition());
    const index = firstNotBefore(this.log.entries, after);
    const entry = this.log.entries[index];
    return entry !== undefined && comparePositions(entry, after) === 0 ? index + 1 : index;
  }
}

interface Filter {
  readonly passes: (entry: LogEntry) => boolean;
  /** A checkpoint is due after so many events looked at. */
  readonly window: number;
}

function filterOf(options: streams.ReadReq.Options): Filter {
  const filter = options.getFilter();
  if (filter === undefined) return { passes: () => true, window: Infinity };
  const byType = filter.getEventType();
  const expression = byType ?? filter.getStreamIdentifier();
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = new RegExp(expression?.getRegex() ?? '');
  return {
    passes: ({ type, stream }) => {
      const name = byType === undefined ? stream : type;
      if (prefixes.length > 0) return prefixes.some((prefix) => name.startsWith(prefix));
      return regex.test(name);
    },
    window:
      (filter.hasMax() ? filter.getMax() : DEFAULT_SEARCH_WINDOW) * filter.getCheckpointintervalmultiplier(),
  };
}
