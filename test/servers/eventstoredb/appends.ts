import {
  EventTooLargeError,
  InvalidAppendError,
  MAX_APPEND_BYTES,
} from '../../../libs/event-sourcing/core.js';
import { type Decided, type DoubleLog, type ExpectedVersion } from './double-log.js';
import { type Faults } from './faults.js';
import { type WireEvent } from './stored-form.js';

export interface ProposedAppend {
  readonly stream: string;
  readonly expected: ExpectedVersion;
  readonly events: readonly WireEvent[];
}

export type AppendOutcome =
  | Decided
  | { readonly outcome: 'too-large' }
  | { readonly outcome: 'invalid'; readonly message: string }
  | { readonly outcome: 'unavailable' }
  | { readonly outcome: 'no-answer' };

/** What the two ways to append, one by one and batched, have in common: the log, the limit and the faults. */
export class Appends {
  constructor(
    private readonly log: DoubleLog,
    private readonly faults: Faults,
    private readonly loseConnections: () => void,
  ) {}

  async append(proposed: ProposedAppend): Promise<AppendOutcome> {
    const fault = this.faults.take('append');
    if (fault === 'unavailable') return { outcome: 'unavailable' };
    if (fault === 'connection-lost-before') this.loseConnections();
    if (fault === 'connection-lost-before' || fault === 'silent-before') return { outcome: 'no-answer' };
    const outcome = await this.store(proposed);
    if (fault === 'connection-lost-after') this.loseConnections();
    return fault === undefined ? outcome : { outcome: 'no-answer' };
  }

  private async store({ stream, events, expected }: ProposedAppend): Promise<AppendOutcome> {
    if (sizeOf(events) > MAX_APPEND_BYTES) return { outcome: 'too-large' };
    try {
      return await this.log.append(stream, events, expected);
    } catch (error) {
      if (error instanceof EventTooLargeError) return { outcome: 'too-large' };
      if (error instanceof InvalidAppendError) return { outcome: 'invalid', message: error.message };
      throw error;
    }
  }
}

/** As the server counts: types take two bytes for each character. */
function sizeOf(events: readonly WireEvent[]): number {
  return events.reduce(
    (sum, { type, data, metadata }) => sum + type.length * 2 + data.length + metadata.length,
    0,
  );
}
