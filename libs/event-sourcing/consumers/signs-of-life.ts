import { setTimeout as delay } from 'node:timers/promises';
import { type LeasedCheckpointDocument } from './checkpoint.documents.js';
import { LEASE_DURATION } from './leases.js';

export interface SignsOfLifeOptions {
  /** How long a holder may give no sign before it counts as gone, in milliseconds; that of a lease when absent. */
  readonly duration?: number;
  /** This process's own monotonic clock, in milliseconds; its own when absent. */
  readonly clock?: () => number;
  /** Resolves after so many milliseconds; by the system's timers when absent. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

interface Seen {
  readonly value: string;
  /** When the holder's counter was first seen to stand there. */
  readonly since: number;
  readonly lookedAt: number;
  /** When it was last seen to rise between two looks that weren't far apart. */
  readonly roseAt: number | undefined;
}

const BETWEEN_LOOKS = 200;

/**
 * Tells, for those who only ask, which holders of leases are gone: a process that was killed leaves its last state behind.
 * One look says nothing; so it looks again until each holder has given a sign, or had the time to. Who asks often need not
 * wait, since what was seen lately counts.
 */
export class SignsOfLife {
  private readonly duration: number;
  private readonly clock: () => number;
  private readonly wait: (milliseconds: number) => Promise<unknown>;
  private seen = new Map<string, Seen>();

  constructor({
    duration = LEASE_DURATION,
    clock = () => performance.now(),
    wait = delay,
  }: SignsOfLifeOptions = {}) {
    this.duration = duration;
    this.clock = clock;
    this.wait = wait;
  }

  /** The ids of those that nobody holds any more. Resolves within the duration of a lease, and what `look` takes. */
  async gone(look: () => Promise<readonly LeasedCheckpointDocument[]>): Promise<ReadonlySet<string>> {
    for (;;) {
      const leases = await look();
      const at = this.clock();
      const held = leases.filter(({ released }) => !released);
      this.seen = new Map(held.map((lease) => [lease._id, this.seenNow(lease, at)]));
      const signs = [...this.seen].map(([id, seen]) => ({ id, isGone: this.isGone(seen, at) }));
      if (signs.every(({ isGone }) => isGone !== undefined)) {
        const released = leases.filter((lease) => lease.released).map(({ _id }) => _id);
        return new Set([...released, ...signs.filter(({ isGone }) => isGone).map(({ id }) => id)]);
      }
      await this.wait(BETWEEN_LOOKS);
    }
  }

  private seenNow({ _id, epoch, heartbeat }: LeasedCheckpointDocument, at: number): Seen {
    const value = `${epoch}/${heartbeat}`;
    const before = this.seen.get(_id);
    if (before?.value === value) return { ...before, lookedAt: at };
    const isLate = before === undefined || at - before.lookedAt >= this.duration;
    return { value, since: at, lookedAt: at, roseAt: isLate ? undefined : at };
  }

  /** Undefined: it can't be told yet. */
  private isGone({ since, roseAt }: Seen, at: number): boolean | undefined {
    if (at - since >= this.duration) return true;
    return roseAt === undefined ? undefined : false;
  }
}
