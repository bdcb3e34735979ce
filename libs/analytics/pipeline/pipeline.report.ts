import { type Base } from '../base/base.js';
import { type DealAsOf } from '../facts/deal-as-of.js';
import { isPeriod } from '../facts/periods.js';
import { byKey, eachOf, getOrAdd, GroupedTallies, type Key, sumByKey } from '../groups.js';
import { type KnownBuyer } from '../purchases/purchase-dimensions.js';
import { toMinor } from '../rounding.js';
import { DealAccounts, type DealSelection, keysOfDeal } from '../sales/deal-dimensions.js';
import { type PipelineFigures, type PipelineGroup } from './pipeline.answers.js';
import { type PipelineDimension } from './pipeline-dimensions.js';

export interface PipelineAsk extends DealSelection {
  readonly groupBy: PipelineDimension;
  readonly currency?: string | undefined;
  /** The configured stages, in order. */
  readonly stages: readonly string[];
  /** Only deals opened from one day to another, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Open deals by stage or by what else there is to tell, and in total, currency by currency. */
export async function reportPipeline(ask: PipelineAsk, base: Base) {
  const { currency: given, groupBy, from, to } = ask;
  const tallies = new GroupedTallies(() => new Tally());
  const accounts = new DealAccounts(ask, base, groupBy === 'stage' ? undefined : groupBy);
  for await (const deal of base.deals(given)) {
    if (deal.status !== 'open') continue;
    if ((from !== undefined && deal.opened < from) || (to !== undefined && deal.opened > to)) continue;
    const counted = await accounts.passing(deal, given ?? deal.currency);
    if (!counted) continue;
    const { account, currency } = counted;
    const known = account === null ? undefined : await accounts.of(account, given ?? currency);
    const answered = base.inAnswer(counted);
    tallies.add(answered.currency, amountsOf(answered, groupBy, known), answered.amount, (tally, amount) => {
      tally.add(answered, amount);
    });
  }
  const currencies = eachOf(given === undefined ? [...tallies.currencies].sort() : [given]);
  return {
    groups: currencies.flatMap((currency) => groupsOf(tallies, currency, ask, base)),
    totals: currencies.map((currency) => tallies.total(currency).figures(currency)),
  };
}

function amountsOf(
  deal: DealAsOf,
  groupBy: PipelineDimension,
  known: KnownBuyer | undefined,
): Iterable<[Key, number]> {
  const { stage, amount, opened, products } = deal;
  if (groupBy === 'stage') return [[stage, amount]];
  if (groupBy !== 'product')
    return keysOfDeal(groupBy, deal, opened, known).map((key): [Key, number] => [key, amount]);
  return products.length === 0 ? [[null, amount]] : sumByKey(products, ({ product }) => product);
}

/** Stages as they are configured, and then others; periods by time; everything else by amount, the highest first. */
function groupsOf(
  tallies: GroupedTallies<Tally>,
  currency: string | null,
  { groupBy, stages }: PipelineAsk,
  base: Base,
): PipelineGroup[] {
  const groups = tallies
    .groups(currency)
    .map(([key, tally]): PipelineGroup => ({ key, ...tally.figures(currency) }))
    .sort(byKey);
  if (groupBy === 'stage') {
    const found = new Map(groups.map((group) => [group.key, group]));
    const others = groups.filter(({ key }) => key === null || !stages.includes(key));
    const nothing = new Tally().figures(currency);
    return [...stages.map((key) => found.get(key) ?? { key, ...nothing }), ...others];
  }
  if (isPeriod(groupBy)) return groups;
  const byAmount = groups.sort((a, b) => b.amount - a.amount);
  return groupBy === 'customer' ? byAmount.map((group) => named(group, base)) : byAmount;
}

/** With the customer's name as of the moment. */
function named(group: PipelineGroup, base: Base): PipelineGroup {
  const name = group.key === null ? null : base.attributesOf(group.key).name;
  return name === null ? group : { ...group, name };
}

/** Open deals of one currency. */
class Tally {
  private deals = 0;
  private amount = 0;
  /** Sums of amounts by stage and probability: rounding comes after the sum, stage by stage, so that stages add up. */
  private readonly amounts = new Map<string, Map<number, number>>();

  add({ stage, probability }: DealAsOf, amount: number): void {
    this.deals += 1;
    this.amount += amount;
    const ofStage = getOrAdd(this.amounts, stage, () => new Map<number, number>());
    ofStage.set(probability, (ofStage.get(probability) ?? 0) + amount);
  }

  figures(currency: string | null): PipelineFigures {
    const { deals, amount } = this;
    let weighted = 0;
    for (const ofStage of this.amounts.values())
      weighted += toMinor([...ofStage].reduce((sum, [probability, each]) => sum + probability * each, 0));
    return { deals, amount, weighted, currency };
  }
}
