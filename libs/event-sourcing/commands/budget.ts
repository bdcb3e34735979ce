import { EventStoreUnavailableError } from '../event-store/event-store.port.js';

/**
 * What `taken` comes to, within so many milliseconds.
 *
 * @param what the command in words
 * @throws EventStoreUnavailableError when they have passed; what was begun may still take effect
 */
export const withinBudget = <T>(taken: Promise<T>, budget: number, what: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const spent = setTimeout(() => {
      reject(
        new EventStoreUnavailableError(
          `${what} was not done within ${budget / 1_000} s; whether it takes effect is unknown, and sending it again is safe`,
        ),
      );
    }, budget);
    taken.then(resolve, reject).finally(() => {
      clearTimeout(spent);
    });
  });
