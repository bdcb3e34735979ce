import { MAX_APPEND_BYTES } from '../../../libs/event-sourcing/core.js';
import { type Decided, type DoubleLog, type ExpectedVersion } from './double-log.js';
import { type Faults } from './faults.js';
import { type WireEvent } from './wire-event.js';

export interface ProposedAppend {
  readonly stream: string;
  readonly expected: ExpectedVersion;
  readonly events: readonly WireEvent[];
}

export type AppendOutcome =
  | Decided
  | { readonly outcome: 'too-large' }
  | { readonly outcome: 'unavailable' | 'access-denied' }
  | { readonly outcome: 'no-answer' };

/** What the two ways to append, one by one and batched, have in common: the log, the limit and the faults. */
export class Appends {
  /** How many calls of `BatchAppend` there were. */
  batchCalls = 0;

  constructor(
    private readonly log: DoubleLog,
    private readonly faults: Faults,
    private readonly loseConnections: () => void,
  ) {}

  append(proposed: ProposedAppend): AppendOutcome {
    const fault = this.faults.take('append');
    if (fault === 'unavailable' || fault === 'access-denied') return { outcome: fault };
    if (fault === 'connection-lost-before') this.loseConnections();
    if (fault === 'connection-lost-before' || fault === 'silent-before') return { outcome: 'no-answer' };
    const outcome = this.store(proposed);
    if (fault === 'connection-lost-after') this.loseConnections();
    return fault === undefined ? outcome : { outcome: 'no-answer' };
  }

  private store({ stream, events, expected }: ProposedAppend): AppendOutcome {
    if (sizeOf(events) > MAX_APPEND_BYTES) return { outcome: 'too-large' };
    return this.log.append(stream, events, expected);
  }
}

/** As the server counts: types take two bytes for each character. */
function sizeOf(events: readonly WireEvent[]): number {
  return events.reduce(
    (sum, { type, data, metadata }) => sum + type.length * 2 + data.length + metadata.length,
    0,
  );
}
