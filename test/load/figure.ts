import { type Comparison } from './turns.js';

export interface BenchContext {
  /** An empty folder of this figure's own, removed afterwards. */
  readonly folder: string;
  /** How many events the large logs have. */
  readonly events: number;
  readonly say: (progress: string) => void;
}

/** One line of the table: a ratio measured in one run, and what it has to reach. */
export interface Figure {
  readonly name: string;
  /** What stands left and right of the division sign. */
  readonly about: string;
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  measure(context: BenchContext): Promise<Comparison & { readonly note?: string }>;
}

export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}
