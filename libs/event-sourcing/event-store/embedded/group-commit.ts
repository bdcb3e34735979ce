import {
  type AppendResult,
  type EventStoreError,
  type ExpectedRevision,
  type NewEvent,
} from '../event-store.port.js';
import { type EventLog } from './event-log.js';
import { failure } from './failure.js';
import { toPosition } from './position.js';

/** A transaction holds up the event loop while it lasts, so it takes no more appends than this. */
const MOST_IN_ONE_TRANSACTION = 512;

interface PendingAppend {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: EventStoreError) => void;
}

/**
 * Appends that arrive in one turn of the event loop share one transaction, and so one flush to disk. Each
 * is checked and answered on its own: a conflict fails alone.
 */
export class GroupCommit {
  private pending: PendingAppend[] = [];
  private scheduled: NodeJS.Immediate | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly committed: () => void,
  ) {}

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.pending.push({ stream, events, expected, resolve, reject });
      this.schedule();
    });
  }

  /** Commits what is pending, now. */
  finish(): void {
    while (this.pending.length > 0) this.commit();
  }

  private schedule(): void {
    this.scheduled ??= setImmediate(() => {
      this.scheduled = undefined;
      this.commit();
      if (this.pending.length > 0) this.schedule();
    });
  }

  private commit(): void {
    const batch = this.pending.splice(0, MOST_IN_ONE_TRANSACTION);
    if (batch.length === 0) return;
    try {
      const results = this.log.transaction(() =>
        batch.map((append) => ({ append, result: appendTo(this.log, append) })),
      );
      for (const { append, result } of results) append.resolve(result);
      this.committed();
    } catch (error) {
      for (const { reject } of batch) reject(failure('The event log could not be written', error));
    }
  }
}

/** Inside a transaction: nobody else writes while it lasts. */
function appendTo(log: EventLog, { stream, events, expected }: PendingAppend): AppendResult {
  const actual = log.lastRevision(stream) ?? 'no-stream';
  const first = expected === 'no-stream' ? 0 : expected + 1;
  const revision = first + events.length - 1;
  if (actual === expected) {
    let place = 0;
    for (const [index, event] of events.entries()) place = log.write(stream, first + index, event);
    return { outcome: 'appended', revision, position: toPosition(place) };
  }
  const there = events.every(({ id }, index) => log.eventOf(stream, first + index)?.id === id);
  return there ? { outcome: 'repeated', revision } : { outcome: 'conflict', actual };
}
