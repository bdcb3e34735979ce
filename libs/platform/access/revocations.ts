import { AccessError } from './access.errors.js';

export interface RevocationsOptions {
  /** Reads the ids of all tokens that were revoked. */
  readonly read: () => Promise<readonly string[]>;
  /** How long a list that can't be read again is relied on, in milliseconds. */
  readonly stale: number;
  /** In milliseconds, of a clock that never goes back. */
  readonly clock: () => number;
  /** Says why the list can't be had; undefined: it can. */
  readonly report: (reason: string | undefined) => void;
}

/** In milliseconds: how often the list is read again. A revocation is known everywhere within 5 seconds. */
const INTERVAL = 2_000;

/**
 * The tokens that were revoked, by any process on the same log. While the list can't be read, the one that is there is
 * relied on for a bounded time; then no token that has an id is accepted.
 */
export class Revocations {
  private list: readonly string[] = [];
  private ids: ReadonlySet<string> = new Set();
  private readAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private reading = false;

  constructor(private readonly options: RevocationsOptions) {}

  /** Resolves when the list has been read, or it is known that it can't be. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.read(), INTERVAL).unref();
    await this.read();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws AccessError `revocations-unavailable` */
  isRevoked(tokenId: string): boolean {
    if (this.options.clock() - this.readAt > this.options.stale)
      throw new AccessError(
        'revocations-unavailable',
        'which tokens were revoked is out of reach: try again later',
      );
    return this.ids.has(tokenId);
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    const { read, clock, report, stale } = this.options;
    try {
      const list = await read();
      if (list !== this.list) this.ids = new Set(list);
      this.list = list;
      this.readAt = clock();
      report(undefined);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (clock() - this.readAt > stale) report(`revoked tokens can’t be read: ${why}`);
    } finally {
      this.reading = false;
    }
  }
}
