import { setTimeout as delay } from 'node:timers/promises';
import { type ConsumerState, Standstill } from './standstill.js';
import { UserError, type WaitOptions } from './usage.js';

const BETWEEN_LOOKS = 1_000;

/**
 * Lets `work` go on for as long as what it waits for comes further; the signal tells it that this is over.
 * @throws UserError when one of them comes no further for as long as the patience lasts
 */
export const whileMoving = async <Result>(
  look: () => Promise<readonly ConsumerState[]>,
  { patience }: WaitOptions,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const done = new AbortController();
  const stuck = new AbortController();
  const standstill = new Standstill(patience * 1_000);
  const watch = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const still = standstill.among(await look(), performance.now());
      if (still.length > 0) {
        stuck.abort(new UserError(sentence(still, patience)));
        return;
      }
      await delay(BETWEEN_LOOKS, undefined, { signal: done.signal }).catch(() => undefined);
    }
  };
  const watching = watch().catch((error: unknown) => {
    stuck.abort(error);
  });
  try {
    return await work(stuck.signal);
  } catch (error) {
    throw stuck.signal.aborted ? stuck.signal.reason : error;
  } finally {
    done.abort();
    await watching;
  }
};

const sentence = (still: readonly ConsumerState[], patience: number): string =>
  `${still.map(({ name, words }) => `${name} (${words})`).join(', ')} came no further for ${patience} s. ` +
  'The process that runs it is stuck, or is of another version of Dossier: see its log, and what ' +
  '"dossier projections status" says. Then restart it, and do this again; --patience waits longer. ' +
  'A rebuild or a skip that was asked for is recorded, and goes on as soon as a process gets on with it.';

/** How far one build of a projection has come, as far as words tell. */
interface BuildStatus {
  readonly name: string;
  readonly version: number;
  readonly build: number;
  readonly role: string;
  readonly state: string;
  readonly position?: string | null | undefined;
  readonly refusal?: string | null | undefined;
  readonly verifying?: { readonly position: string | null; readonly reading: number } | null | undefined;
}

export const stateOf = ({
  name,
  version,
  build,
  role,
  state,
  position,
  refusal,
  verifying,
}: BuildStatus): ConsumerState => ({
  name: role === 'next' ? `the next build of ${name}` : name,
  // What is refused is tried again and again: its state changes, and it comes no further.
  words: `version ${version}.${build}, ${refusal ?? wordsOf(state, position)}${comparedWords(verifying)}`,
});

const comparedWords = (verifying: BuildStatus['verifying']): string =>
  verifying
    ? `, compared with the log up to position ${verifying.position} in reading ${verifying.reading}`
    : '';

export const wordsOf = (state: string, position?: string | null): string =>
  `${state}, ${!position ? 'before the first event' : `at position ${position}`}`;
