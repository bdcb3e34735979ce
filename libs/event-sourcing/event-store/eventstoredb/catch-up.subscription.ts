import { type Delivery, type Position } from '../event-store.port.js';
import { CaughtUp } from './caught-up.js';
import { isTransient, TimeLimitError, toEventStoreError } from './failures.js';
import { type Connection } from './connection.js';
import { Incoming } from './incoming.js';
import { toPosition } from './position.js';
import { toRecorded } from './recorded.js';
import { backOff, type RetryPolicy } from './retry.js';
import { type StreamNames } from './stream-names.js';
import { WakeUp } from './wake-up.js';

/** As if so many attempts had failed: long enough not to press a server that is out of reach. */
const PAUSES_TO_LOOK_AGAIN = 4;

export interface CatchUpOptions {
  readonly connection: Connection;
  readonly names: StreamNames;
  readonly after: Position | undefined;
  readonly batchSize: number;
  readonly head: () => Promise<Position | undefined>;
  readonly retry: RetryPolicy;
  /** How long, in milliseconds, the server may stay silent when something is due from it. */
  readonly timeLimit: number;
  /** Ends the subscription. */
  readonly stopped: AbortSignal;
}

/**
 * The whole log from a position on, over as many subscriptions on the server as it takes: when one breaks
 * off, the next goes on behind the last event delivered, however long the server is out of reach.
 */
export class CatchUpSubscription {
  private readonly wakeUp = new WakeUp();
  private readonly caughtUp: CaughtUp;
  private position: Position | undefined;
  private failures = 0;

  constructor(private readonly options: CatchUpOptions) {
    this.position = options.after;
    this.caughtUp = new CaughtUp(options.head, this.wakeUp.call, () =>
      backOff(options.retry, PAUSES_TO_LOOK_AGAIN, options.stopped),
    );
  }

  /**
   * Ends without an error when stopped.
   *
   * @throws EventStoreError when resubscribing would not help
   */
  async *deliveries(): AsyncGenerator<Delivery> {
    const { connection, names, batchSize, retry, stopped } = this.options;
    stopped.addEventListener('abort', this.wakeUp.call);
    try {
      while (!stopped.aborted) {
        const incoming = new Incoming(
          connection.client,
          names.prefix,
          this.position,
          batchSize,
          this.wakeUp.call,
        );
        const forget = connection.onRenewal(() => {
          incoming.end('Its client was disposed of');
        });
        try {
          yield* this.drain(incoming);
        } finally {
          forget();
          incoming.close();
        }
        if (incoming.failure === undefined) return;
        if (!isTransient(incoming.failure)) throw toEventStoreError('follow the log', incoming.failure);
        this.failures += 1;
        await backOff(retry, this.failures, stopped);
      }
    } finally {
      stopped.removeEventListener('abort', this.wakeUp.call);
    }
  }

  /** Delivers until the subscription on the server fails, or until stopped. */
  private async *drain(incoming: Incoming): AsyncGenerator<Delivery> {
    const { stopped } = this.options;
    for (;;) {
      await incoming.gather();
      if (stopped.aborted) return;
      const delivery = this.next(incoming);
      if (delivery !== undefined) {
        this.failures = 0;
        this.position = delivery.position;
        yield delivery;
      } else if (incoming.failure !== undefined && incoming.drained) return;
      else await this.more(incoming);
    }
  }

  private next(incoming: Incoming): Delivery | undefined {
    const taken = incoming.take(this.options.batchSize);
    const last = taken.at(-1)?.event?.position;
    if (last !== undefined) {
      const events = taken.flatMap(({ event }) => (event && toRecorded(event, this.options.names)) ?? []);
      return { events, position: toPosition(last), caughtUp: false };
    }
    if (!incoming.drained) return undefined;
    const { checkpoint } = incoming;
    if (checkpoint !== undefined && checkpoint > (this.position ?? '')) {
      return { events: [], position: checkpoint, caughtUp: false };
    }
    if (!this.caughtUp.reached(this.position)) return undefined;
    return { events: [], ...(this.position !== undefined && { position: this.position }), caughtUp: true };
  }

  /** Waits for something new to look at; not for ever, when something is due from the server. */
  private async more(incoming: Incoming): Promise<void> {
    const { timeLimit } = this.options;
    if (incoming.confirmed && !this.caughtUp.isBehind(this.position)) return this.wakeUp.wait();
    const silence = setTimeout(() => {
      incoming.failure ??= new TimeLimitError(timeLimit);
      this.wakeUp.call();
    }, timeLimit);
    try {
      await this.wakeUp.wait();
    } finally {
      clearTimeout(silence);
    }
  }
}
