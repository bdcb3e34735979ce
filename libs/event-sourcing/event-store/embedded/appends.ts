import { type AppendResult, type ExpectedRevision, type NewEvent } from '../event-store.port.js';
import { type Decision, type EventLog } from './event-log.js';
import { toPosition } from './position.js';
import { type LogEntry } from './stored-record.js';

export interface Append {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
}

/** How a store's appends get into the log. */
export interface Appender {
  append(append: Append): Promise<AppendResult>;
  /** Resolves when all appends are answered. */
  close(): Promise<void>;
}

/**
 * Decides appends one after another, each on what stands in the log and on those before it. A conflict fails alone. The
 * results are in the order of the appends.
 */
export function decideAppends(
  log: EventLog,
  appends: readonly Append[],
  next: number,
): Decision<readonly AppendResult[]> {
  const entries: LogEntry[] = [];
  const ends = new Map<string, number>();

  /** Where the event stands, if it is the one at this revision. */
  const placeOf = (stream: string, revision: number, { id }: NewEvent): number | undefined => {
    const index = entries.findIndex((other) => other.stream === stream && other.revision === revision);
    if (index >= 0) return entries[index]?.event.id === id ? next + index : undefined;
    return log.eventOf(stream, revision)?.id === id ? log.placeOf(stream, revision) : undefined;
  };

  const result = appends.map(({ stream, events, expected }): AppendResult => {
    const actual = ends.get(stream) ?? log.lastRevision(stream) ?? 'no-stream';
    const first = expected === 'no-stream' ? 0 : expected + 1;
    const revision = first + events.length - 1;
    if (actual === expected) {
      events.forEach((event, index) => entries.push({ stream, revision: first + index, event }));
      ends.set(stream, revision);
      return { outcome: 'appended', revision, position: toPosition(next + entries.length - 1) };
    }
    const places = events.map((event, index) => placeOf(stream, first + index, event));
    const last = places.includes(undefined) ? undefined : places.at(-1);
    if (last === undefined) return { outcome: 'conflict', actual };
    return { outcome: 'appended', revision, position: toPosition(last) };
  });

  return { entries, result };
}
