import { type Comparison } from './turns.js';

export interface BenchContext {
  /** An empty folder of this figure's own, removed afterwards. */
  readonly folder: string;
  /** How many events the large logs have. */
  readonly events: number;
  /**
   * A data folder whose log holds that many events of a made-up company, filled when first asked for. It is shared: who
   * wants to append to it makes a copy.
   */
  readonly largeLog: () => Promise<string>;
  /**
   * A data folder for the figures of reports, which is filled if it is empty, and stays: to fill it and to build its read models
   * takes most of their time.
   */
  readonly reportsFolder?: string | undefined;
  readonly say: (progress: string) => void;
}

export interface Measurement extends Comparison {
  /** Something else worth knowing, printed below the figure. */
  readonly note?: string;
  /** What was missed besides the ratio. */
  readonly missed?: string;
}

/** One line of the table: a ratio measured in one run, and what it has to reach. */
export interface Figure {
  readonly name: string;
  /** What stands left and right of the division sign. */
  readonly about: string;
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  measure(context: BenchContext): Promise<Measurement>;
}

export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}
