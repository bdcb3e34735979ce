import { EventStoreUnavailableError, type Position } from '../event-store.port.js';
import { toEventStoreError } from './failures.js';

/** A look at the end of the log, taken when everything up to `at` had been delivered. */
interface Look {
  readonly at: Position | undefined;
  readonly found?: { readonly head: Position | undefined };
}

/**
 * Finds out when a subscription has caught up, which the server doesn't say: it has when the head of the
 * log, looked up after everything that arrived was delivered, is not beyond that.
 */
export class CaughtUp {
  private look: Look | undefined;
  private marked: { readonly at: Position | undefined } | undefined;
  private failure: Error | undefined;

  /**
   * @param changed is called when a look is over
   * @param pause is waited for when the server was out of reach
   */
  constructor(
    private readonly head: () => Promise<Position | undefined>,
    private readonly changed: () => void,
    private readonly pause: () => Promise<void>,
  ) {}

  /**
   * To be asked when everything that arrived has been delivered, up to `at` (absent: nothing yet). True once
   * for each place where the log is found to end; otherwise a look is under way, or more is to come.
   *
   * @throws EventStoreError when the log can't be read
   */
  reached(at: Position | undefined): boolean {
    if (this.failure !== undefined) throw this.failure;
    if (this.marked !== undefined && this.marked.at === at) return false;
    if (this.look === undefined || (this.look.found !== undefined && this.look.at !== at)) {
      this.look = { at };
      void this.take(at);
      return false;
    }
    if (this.look.found === undefined || this.isBehind(at)) return false;
    this.marked = { at };
    return true;
  }

  /** Whether the last look, taken at this place, found that more stands in the log. */
  isBehind(at: Position | undefined): boolean {
    const head = this.look?.at === at ? this.look?.found?.head : undefined;
    return head !== undefined && head > (at ?? '');
  }

  private async take(at: Position | undefined): Promise<void> {
    try {
      this.look = { at, found: { head: await this.head() } };
    } catch (error) {
      // While the server is out of reach it is asked again; the subscription breaks off by itself.
      if (error instanceof EventStoreUnavailableError) await this.pause();
      else this.failure = toEventStoreError('read the log', error);
      this.look = undefined;
    }
    this.changed();
  }
}
