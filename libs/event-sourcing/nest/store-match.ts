import { setTimeout as delay } from 'node:timers/promises';
import { assertSameLog, StoresMismatchError, type TwoStores } from '../consumers/same-log.js';
import { type Impediments } from '../health/impediments.js';
import { discardReadModels } from '../projections/discard-read-models.js';

export interface StoreMatchOptions extends TwoStores {
  readonly impediments: Impediments;
  /** Read models of another log are discarded, to be built anew. */
  readonly rebuild: boolean;
  /** Between two looks while the process runs, in milliseconds; 30,000 when absent. */
  readonly lookEvery?: number;
}

/** How long the start waits for stores that don't answer, in milliseconds. */
const PATIENCE = 3_000;
const AGAIN_AFTER = 1_000;

/** Sees to it that the read store belongs to the event store: when the process starts, and now and then while it runs. */
export class StoreMatch {
  private readonly ending = new AbortController();
  private readonly lookEvery: number;
  private watching: Promise<void> = Promise.resolve();

  constructor(private readonly options: StoreMatchOptions) {
    this.lookEvery = options.lookEvery ?? 30_000;
  }

  /**
   * Returns when the stores were found to match, or don't answer: they are then compared as soon as they do.
   * @throws StoresMismatchError
   */
  async start(): Promise<void> {
    const first = this.options.rebuild ? this.matchOrDiscard() : assertSameLog(this.options);
    first.catch(() => undefined);
    let isKnown = false;
    try {
      isKnown = await Promise.race([first.then(() => true), delay(PATIENCE, false, { ref: false })]);
    } catch (error) {
      if (error instanceof StoresMismatchError) throw error;
    }
    this.watching = this.watch(isKnown ? this.lookEvery : AGAIN_AFTER);
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.watching;
  }

  private async matchOrDiscard(): Promise<void> {
    try {
      await assertSameLog(this.options);
    } catch (error) {
      if (!(error instanceof StoresMismatchError)) throw error;
      await discardReadModels(this.options.readStore);
    }
  }

  private async watch(first: number): Promise<void> {
    const { signal } = this.ending;
    const pause = (time: number) => delay(time, undefined, { signal, ref: false }).catch(() => undefined);
    for (let next = first; !signal.aborted;) {
      await pause(next);
      if (signal.aborted) return;
      next = (await this.look()) ? this.lookEvery : AGAIN_AFTER;
    }
  }

  /** False: they don't answer, which their own probes report. */
  private async look(): Promise<boolean> {
    try {
      await assertSameLog(this.options);
      this.options.impediments.report('stores', undefined);
      return true;
    } catch (error) {
      if (!(error instanceof StoresMismatchError)) return false;
      this.options.impediments.report('stores', error.message);
      return true;
    }
  }
}
