import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

export interface Persistence {
  /** How often a request is sent at most; 6 when absent. */
  readonly attempts?: number;
  /** The first pause, in milliseconds; each is twice the one before, with up to half of it taken off at random. 200 when absent. */
  readonly firstPause?: number;
  /** The longest pause, in milliseconds, also where the service asks for a longer one; 5,000 when absent. */
  readonly longestPause?: number;
  /** Sends one request; the platform's own when absent. */
  readonly fetch?: typeof fetch;
  /** Waits so many milliseconds; a timer when absent. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

const AGAIN: ReadonlySet<number> = new Set([429, 503]);
const KEY = 'Idempotency-Key';

const secondsIn = (response: Response | undefined): number => {
  const seconds = Number(response?.headers.get('Retry-After') ?? '0');
  return Number.isFinite(seconds) ? seconds : 0;
};

/**
 * A `fetch` that sends a request again when the service is busy or out of reach (429, 503, a connection that is refused or
 * lost). Every command has an `Idempotency-Key`, one for all its attempts: whatever became of them, it takes effect once.
 * The answer to the last attempt is the answer.
 */
export const persistentFetch = ({
  attempts = 6,
  firstPause = 200,
  longestPause = 5_000,
  fetch: send = fetch,
  pause = delay,
}: Persistence = {}): typeof fetch => {
  const pauseAfter = (attempt: number, response: Response | undefined): number => {
    const own = firstPause * 2 ** attempt * (1 - Math.random() / 2);
    return Math.min(longestPause, Math.max(own, secondsIn(response) * 1_000));
  };
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== 'GET' && !request.headers.has(KEY)) request.headers.set(KEY, randomUUID());
    for (let attempt = 0; ; attempt += 1) {
      const isLast = attempt + 1 >= attempts;
      let response: Response | undefined;
      try {
        response = await send(request.clone());
        if (isLast || !AGAIN.has(response.status)) return response;
        await response.body?.cancel();
      } catch (error) {
        if (isLast || request.signal.aborted) throw error;
      }
      await pause(pauseAfter(attempt, response));
    }
  };
};
