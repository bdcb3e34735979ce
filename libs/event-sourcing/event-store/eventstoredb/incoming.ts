import { setImmediate } from 'node:timers/promises';
import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { type Position } from '../event-store.port.js';
import { SubscriptionEndedError } from './failures.js';
import { fromPosition, toPosition } from './position.js';

/** After so many events looked at, the server tells how far it came, though none may be ours. */
const CHECKPOINT_EVERY = 256;

/**
 * One subscription on the server, for as long as it lasts. Holds up to about `capacity` events and then
 * makes the server wait. `changed` is called whenever there is something new to look at.
 */
export class Incoming {
  /** Set once the subscription is over, by which time all that came before has been buffered. */
  failure: unknown;
  confirmed = false;

  private readonly subscription: AllStreamSubscription;
  private buffer: AllStreamResolvedEvent[] = [];
  private lastCheckpoint: Position | undefined;

  constructor(
    client: EventStoreDBClient,
    prefix: string,
    after: Position | undefined,
    private readonly capacity: number,
    private readonly changed: () => void,
  ) {
    this.subscription = client.subscribeToAll({
      fromPosition: after === undefined ? START : fromPosition(after),
      filter: streamNameFilter({
        prefixes: [prefix],
        maxSearchWindow: CHECKPOINT_EVERY,
        checkpointReached: (_subscription, position) => {
          this.lastCheckpoint = toPosition(position);
          changed();
        },
      }),
    });
    this.subscription
      .on('data', (resolved) => {
        this.buffer.push(resolved);
        if (this.buffer.length >= capacity) this.subscription.pause();
        changed();
      })
      .on('confirmation', () => {
        this.confirmed = true;
        changed();
      })
      .on('end', () => {
        this.end('The server ended the subscription');
      })
      // There must be one for as long as the object lives: an unheard error ends the process.
      .on('error', (error) => {
        this.failure ??= error;
        changed();
      });
  }

  end(why: string): void {
    this.failure ??= new SubscriptionEndedError(why);
    this.changed();
  }

  /**
   * Lets a batch fill: waits as long as each turn of the event loop brings more, and there is room for it.
   * Events arrive one by one, and would otherwise be delivered so.
   */
  async gather(): Promise<void> {
    for (let held = 0; held < this.buffer.length && this.buffer.length < this.capacity;) {
      held = this.buffer.length;
      await setImmediate();
    }
  }

  /** Up to `most` events, in order, none twice. */
  take(most: number): readonly AllStreamResolvedEvent[] {
    const taken = this.buffer.splice(0, most);
    if (this.buffer.length === 0 && this.subscription.isPaused()) this.subscription.resume();
    return taken;
  }

  /** Whether everything that has arrived was taken. */
  get drained(): boolean {
    return this.buffer.length === 0 && this.subscription.readableLength === 0;
  }

  /** A position that the server has come past; meaningful once drained. */
  get checkpoint(): Position | undefined {
    return this.lastCheckpoint;
  }

  close(): void {
    this.subscription.unsubscribe().catch(() => undefined);
    this.subscription.destroy();
  }
}
