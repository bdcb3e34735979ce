import { type Base } from '../base/base.js';
import { figuresOfBuyer } from '../base/buyer-figures.js';
import { countsOf, type CountingQuestion, withKept } from '../base/kept-counts.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { dayNumber, dayText } from '../facts/epoch-days.js';
import { type CustomerSelection, passingInAny } from '../customers/customer-filter.js';
import { type KeptReports } from '../kept-reports.js';
import { filtersKey } from '../purchases/purchase-selection.js';
import { type StagedCustomer } from './lifecycle.answers.js';
import { keyOf, LifecycleCounts, lifeOf, noCounts } from './lifecycle-counts.js';
import { type Stage, stageOn, type StageRules } from './stages.js';

export interface LifecycleAsk extends CustomerSelection {
  readonly rules: StageRules;
  /** Only orders in it count; absent: all. */
  readonly currency?: string | undefined;
  readonly from?: string | undefined;
  /** The last day of the last month, at the latest the moment's; absent: that one. */
  readonly to?: string | undefined;
}

export interface StagesAsk extends PageAsk, Omit<LifecycleAsk, 'from' | 'to'> {
  readonly stage?: Stage | undefined;
}

interface Buying {
  readonly customerId: string;
  /** Purchase days in order. */
  readonly days: readonly number[];
}

/** Every customer's stage as of the moment; the longest silent last. */
export async function reportStages(ask: StagesAsk, base: Base) {
  const asOf = dayNumber(base.moment.asOf);
  const counts = noCounts();
  const items: StagedCustomer[] = [];
  for (const { customerId, days } of await buyingIn(ask, base)) {
    const stage = stageOn(asOf, days, ask.rules);
    counts[keyOf(stage)] += 1;
    if (ask.stage !== undefined && stage !== ask.stage) continue;
    const last = days.at(-1);
    items.push({
      customerId,
      name: base.attributesOf(customerId).name,
      stage,
      purchaseDays: days.length,
      lastOrder: last === undefined ? null : dayText(last),
      daysSince: last === undefined ? null : asOf - last,
    });
  }
  const byLast = (each: StagedCustomer) => ({ id: each.customerId, value: -(each.daysSince ?? NEVER) });
  return { counts, ...pageOf(items, byLast, ask) };
}

/** Longer ago than any purchase, in days. */
const NEVER = 4_000_000;

/** Counts at the end of each month, and who churned and came back within it. */
export async function reportLifecycle(ask: LifecycleAsk, base: Base, kept?: KeptReports) {
  const passes = await passingInAny(ask.currency, ask, base);
  const question = lifecycleQuestion(ask, base.moment.asOf, passes);
  return withKept(kept?.lifecycles, async (lifecycles) => {
    const counts = await countsOf(question, base, lifecycles);
    return { months: counts.months() };
  });
}

function lifecycleQuestion(
  { rules, from, to, currency, filters }: LifecycleAsk,
  asOf: string,
  passes: (customerId: string) => boolean,
): CountingQuestion<LifecycleCounts> {
  const today = dayNumber(asOf);
  const first = from === undefined ? undefined : dayNumber(from);
  const last = to === undefined ? today : Math.min(dayNumber(to), today);
  return {
    currency,
    canBeKept: Object.keys(filters).length === 0,
    ofEverybody: true,
    looksAtCustomers: true,
    // The month that the day is in ends with it.
    goesOn: false,
    keyAsOf: (day) => JSON.stringify([rules, from, to, currency, filtersKey(filters), day]),
    begin: () => new LifecycleCounts(rules, { from: first, to: last }),
    count: (counts, { customerId, purchases, attributes }, times) => {
      const { registered } = attributes();
      if (registered === null || !passes(customerId)) return;
      counts.add(lifeOf(purchases, registered, today), times);
    },
  };
}

/** Of the customers that the filters let pass; in which currency the orders were that tell it makes no difference. */
async function buyingIn(
  ask: CustomerSelection & Pick<LifecycleAsk, 'currency'>,
  base: Base,
): Promise<Buying[]> {
  const { currency } = ask;
  const passes = await passingInAny(currency, ask, base);
  const buying: Buying[] = [];
  const asOf = dayNumber(base.moment.asOf);
  for await (const customerId of base.everybody()) {
    if (!passes(customerId)) continue;
    const { days } = figuresOfBuyer(base.purchasesOf(customerId, currency), asOf);
    buying.push({ customerId, days });
  }
  return buying;
}
