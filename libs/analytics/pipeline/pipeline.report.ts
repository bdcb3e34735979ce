import { toMinor } from '../rounding.js';
import { type DealAsOf } from '../facts/deal-as-of.js';
import { getOrAdd } from '../groups.js';
import { type PipelineFigures, type PipelineStageAnswer } from './pipeline.answers.js';

/** The open deals of one stage. */
interface Standing {
  deals: number;
  /** By the probability that deals came here with: whole amounts are summed up before anything is rounded. */
  readonly amounts: Map<number, number>;
}

/** Open deals by stage, each currency for itself. */
export class PipelineReport {
  private readonly byCurrency = new Map<string, Map<string, Standing>>();

  get currencies(): Iterable<string> {
    return this.byCurrency.keys();
  }

  add({ status, currency, stage, probability, amount }: DealAsOf): void {
    if (status !== 'open') return;
    const stages = getOrAdd(this.byCurrency, currency, () => new Map<string, Standing>());
    const standing = getOrAdd(stages, stage, () => ({ deals: 0, amounts: new Map<number, number>() }));
    standing.deals += 1;
    standing.amounts.set(probability, (standing.amounts.get(probability) ?? 0) + amount);
  }

  /** The stages named, and after them all others that an open deal stands in. */
  stages(currency: string | null, names: readonly string[]): PipelineStageAnswer[] {
    const stages = this.byCurrency.get(currency ?? '') ?? new Map<string, Standing>();
    const others = [...stages.keys()].filter((stage) => !names.includes(stage)).sort();
    return [...names, ...others].map((stage) => ({ stage, ...figuresOf(stages.get(stage)) }));
  }
}

export const totalOf = (stages: readonly PipelineFigures[]): PipelineFigures => ({
  deals: stages.reduce((sum, { deals }) => sum + deals, 0),
  amount: stages.reduce((sum, { amount }) => sum + amount, 0),
  weighted: stages.reduce((sum, { weighted }) => sum + weighted, 0),
});

function figuresOf(standing: Standing | undefined): PipelineFigures {
  let [amount, weighted] = [0, 0];
  for (const [probability, sum] of standing?.amounts ?? []) {
    amount += sum;
    weighted += probability * sum;
  }
  return { deals: standing?.deals ?? 0, amount, weighted: toMinor(weighted) };
}
