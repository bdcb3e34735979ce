import { type Delivery } from '../event-store/event-store.port.js';

/** How long events that nobody waits for are held back at most, in milliseconds. */
const PATIENCE = 250;

export interface HoldingBack {
  /** Whether nobody waits until events of this type are in read models. */
  readonly isUnhurried: (type: string) => boolean;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/**
 * The deliveries of a subscription, in their order. Once it has caught up, deliveries of nothing but events that nobody waits
 * for are put together until another event comes, or a quarter of a second is over: each that is handed on costs every consumer
 * its work, however small it is.
 */
export async function* heldBack(
  deliveries: AsyncIterable<Delivery>,
  { isUnhurried, wait }: HoldingBack,
): AsyncGenerator<Delivery> {
  const source = deliveries[Symbol.asyncIterator]();
  let isLive = false;
  let held: Delivery | undefined;
  let coming: Promise<IteratorResult<Delivery>> | undefined;
  let patience: Promise<void> | undefined;
  try {
    for (;;) {
      coming ??= source.next();
      const came = await (held && patience ? Promise.race([coming, patience]) : coming);
      if (came) {
        coming = undefined;
        if (came.done !== true) {
          held = held ? together(held, came.value) : came.value;
          if (isLive && mayWait(came.value, isUnhurried)) {
            // One timer is enough: what comes while it runs is held back for less.
            patience ??= wait(PATIENCE).then(() => {
              patience = undefined;
            });
            continue;
          }
        }
      }
      if (held) {
        isLive = held.caughtUp;
        const delivery = held;
        held = undefined;
        yield delivery;
      }
      if (came?.done === true) return;
    }
  } finally {
    // Not awaited: a subscription that waits for an event ends with the next one.
    source.return?.().catch(() => undefined);
  }
}

const mayWait = ({ events, damaged, caughtUp }: Delivery, isUnhurried: (type: string) => boolean): boolean =>
  caughtUp && damaged === undefined && events.length > 0 && events.every(({ type }) => isUnhurried(type));

const together = (one: Delivery, { events, damaged = [], ...other }: Delivery): Delivery => {
  const both = [...(one.damaged ?? []), ...damaged];
  return { ...other, events: [...one.events, ...events], ...(both.length === 0 ? {} : { damaged: both }) };
};
