/** A failure that has come again and again. */
interface Repeated {
  readonly first: string;
  /** Since it was last written. */
  unwritten: number;
  total: number;
  readonly since: number;
  seenAt: number;
  writtenAt: number;
}

export interface RepeatedFailuresOptions {
  /** Writes one line, or one failure with its stack. */
  readonly write: (line: string, error?: unknown) => void;
  /** This process's own monotonic clock, in milliseconds. */
  readonly clock: () => number;
}

/** In milliseconds: how often a failure that goes on is counted, and after how much quiet it is over. */
const MINUTE = 60_000;

/** What differs from one occurrence to the next, and is the same failure all the same: ids, positions, counts. */
const PARTICULARS = /[0-9a-f]{8}-[0-9a-f-]{27}|\d+/gi;

/**
 * Keeps a failure that comes again and again from flooding the log: it is written when it comes first, then counted once
 * a minute, and once more when it hasn't come for a minute.
 */
export class RepeatedFailures {
  private readonly known = new Map<string, Repeated>();

  constructor(private readonly options: RepeatedFailuresOptions) {}

  report(error: unknown): void {
    this.tick();
    const at = this.options.clock();
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const kind = text.replace(PARTICULARS, '…');
    const known = this.known.get(kind);
    if (known) {
      known.unwritten += 1;
      known.total += 1;
      known.seenAt = at;
      return;
    }
    this.known.set(kind, { first: text, unwritten: 0, total: 1, since: at, seenAt: at, writtenAt: at });
    this.options.write(text, error);
  }

  /** Writes what is due; to be called now and then. */
  tick(): void {
    const at = this.options.clock();
    for (const [kind, failure] of this.known) {
      if (at - failure.seenAt >= MINUTE) {
        this.known.delete(kind);
        if (failure.total > 1) this.options.write(`over: ${failure.first} (${timesIn(failure)})`);
      } else if (failure.unwritten > 0 && at - failure.writtenAt >= MINUTE) {
        this.options.write(`${failure.unwritten} times more in a minute: ${failure.first}`);
        failure.unwritten = 0;
        failure.writtenAt = at;
      }
    }
  }
}

const timesIn = ({ total, since, seenAt }: Repeated): string =>
  `${total} times in ${Math.round((seenAt - since) / 1_000)} s`;
