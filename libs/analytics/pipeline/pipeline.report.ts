import { type Base } from '../base/base.js';
import { toMinor } from '../rounding.js';
import { type DealAsOf } from '../facts/deal-as-of.js';
import { DealAccounts, type DealSelection } from '../sales/deal-dimensions.js';
import { eachOf, getOrAdd } from '../groups.js';
import { type PipelineFigures, type PipelineStageAnswer } from './pipeline.answers.js';

export interface PipelineAsk extends DealSelection {
  readonly currency?: string | undefined;
  /** The configured stages, in order. */
  readonly stages: readonly string[];
}

/** Open deals by stage, and in total, currency by currency. */
export async function reportPipeline(ask: PipelineAsk, base: Base) {
  const { currency: given, stages: configured } = ask;
  const report = new PipelineReport();
  const accounts = new DealAccounts(ask, base);
  for await (const deal of base.deals(given)) {
    if (deal.status !== 'open') continue;
    const counted = await accounts.passing(deal, given ?? deal.currency);
    if (counted) report.add(base.inAnswer(counted));
  }
  const currencies = eachOf(given === undefined ? [...report.currencies].sort() : [given]);
  const parts = currencies.map((currency) => report.stages(currency, configured));
  return {
    stages: parts.flat(),
    totals: parts.map((stages, at) => ({ ...totalOf(stages), currency: currencies[at] ?? null })),
  };
}

/** The open deals of one stage. */
interface StageTally {
  deals: number;
  /** Sum of amounts by probability: rounding comes after the sum. */
  readonly amounts: Map<number, number>;
}

/** Open deals by stage, separately for each currency. */
class PipelineReport {
  private readonly byCurrency = new Map<string, Map<string, StageTally>>();

  get currencies(): Iterable<string> {
    return this.byCurrency.keys();
  }

  add({ currency, stage, probability, amount }: DealAsOf): void {
    const stages = getOrAdd(this.byCurrency, currency, () => new Map<string, StageTally>());
    const tally = getOrAdd(stages, stage, () => ({ deals: 0, amounts: new Map<number, number>() }));
    tally.deals += 1;
    tally.amounts.set(probability, (tally.amounts.get(probability) ?? 0) + amount);
  }

  /** The named stages, then all others with an open deal. */
  stages(currency: string | null, names: readonly string[]): PipelineStageAnswer[] {
    const stages = this.byCurrency.get(currency ?? '') ?? new Map<string, StageTally>();
    const others = [...stages.keys()].filter((stage) => !names.includes(stage)).sort();
    return [...names, ...others].map((stage) => ({ stage, ...figuresOf(stages.get(stage)), currency }));
  }
}

const totalOf = (stages: readonly Sums[]): Sums => ({
  deals: stages.reduce((sum, { deals }) => sum + deals, 0),
  amount: stages.reduce((sum, { amount }) => sum + amount, 0),
  weighted: stages.reduce((sum, { weighted }) => sum + weighted, 0),
});

type Sums = Omit<PipelineFigures, 'currency'>;

function figuresOf(tally: StageTally | undefined): Sums {
  let [amount, weighted] = [0, 0];
  for (const [probability, sum] of tally?.amounts ?? []) {
    amount += sum;
    weighted += probability * sum;
  }
  return { deals: tally?.deals ?? 0, amount, weighted: toMinor(weighted) };
}
