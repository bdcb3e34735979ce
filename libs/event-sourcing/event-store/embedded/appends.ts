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

  const isThere = (stream: string, revision: number, { id }: NewEvent): boolean => {
    const entry = entries.find((other) => other.stream === stream && other.revision === revision);
    return (entry ? entry.event.id : log.eventOf(stream, revision)?.id) === id;
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
    const repeated = events.every((event, index) => isThere(stream, first + index, event));
    return repeated ? { outcome: 'repeated', revision } : { outcome: 'conflict', actual };
  });

  return { entries, result };
}
