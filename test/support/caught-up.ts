import { until } from './until.js';

const BEHIND = /"code":"read-model-(behind|building)"/;

/**
 * Asks again for as long as the read models haven't got there, which on a busy machine takes longer than a request waits.
 * @throws Error when they are not there within a minute
 */
export async function caughtUp<A extends { readonly status: number; readonly text: string }>(
  ask: () => Promise<A>,
): Promise<A> {
  let answer = await ask();
  const isBehind = () => answer.status === 503 && BEHIND.test(answer.text);
  await until('the read models to catch up', async () => {
    if (!isBehind()) return true;
    answer = await ask();
    return !isBehind();
  });
  return answer;
}
