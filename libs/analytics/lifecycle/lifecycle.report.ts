import { type Base } from '../base/base.js';
import { figuresOfBuyer } from '../base/buyer-figures.js';
import { countsOf, type CountingQuestion, withKept } from '../base/kept-counts.js';
import { EachCustomer } from '../base/each-customer.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { dayNumber, dayText } from '../facts/epoch-days.js';
import { type CustomerSelection, passingInAny } from '../customers/customer-filter.js';
import { type KeptReports } from '../kept-reports.js';
import { type BuyingCustomers } from './buying-customers.js';
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

/** Every customer's stage as of the moment; the longest silent last. */
export async function reportStages(ask: StagesAsk, base: Base, kept?: KeptReports) {
  const asOf = dayNumber(base.moment.asOf);
  const counts = noCounts();
  const items: Omit<StagedCustomer, 'name'>[] = [];
  const passes = await passingInAny(ask.currency, ask, base, kept);
  const question = buyingQuestion(ask.currency, base.moment.asOf);
  const buying = await withKept(kept?.buying, async (customers) =>
    (await countsOf(question, base, customers)).all(),
  );
  for (const { customerId, days } of buying) {
    if (!passes(customerId)) continue;
    const stage = stageOn(asOf, days, ask.rules);
    counts[keyOf(stage)] += 1;
    if (ask.stage !== undefined && stage !== ask.stage) continue;
    const last = days.at(-1);
    items.push({
      customerId,
      stage,
      purchaseDays: days.length,
      lastOrder: last === undefined ? null : dayText(last),
      daysSinceLast: last === undefined ? null : asOf - last,
    });
  }
  const page = pageOf(items, byLast, ask);
  const named = page.items.map(({ customerId, ...each }): StagedCustomer => {
    return { customerId, name: base.attributesOf(customerId).name, ...each };
  });
  return { counts, ...page, items: named };
}

const byLast = ({ customerId, daysSinceLast }: Omit<StagedCustomer, 'name'>) => ({
  id: customerId,
  value: -(daysSinceLast ?? NEVER),
});

/** Longer ago than any purchase, in days. */
const NEVER = 4_000_000;

/** Counts at the end of each month, and who churned and came back within it. */
export async function reportLifecycle(ask: LifecycleAsk, base: Base, kept?: KeptReports) {
  const passes = await passingInAny(ask.currency, ask, base, kept);
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
    keyAsOf: (day) => JSON.stringify([rules, from, to, currency, day]),
    begin: () => new LifecycleCounts(rules, { from: first, to: last }),
    count: (counts, { customerId, purchases, attributes }, times) => {
      const { registered } = attributes();
      if (registered === null || !passes(customerId)) return;
      counts.add(lifeOf(purchases, registered, today), times);
    },
  };
}

/** In which currency the orders were that tell it makes no difference, unless one is asked for. */
const buyingQuestion = (currency: string | undefined, asOf: string): CountingQuestion<BuyingCustomers> => ({
  currency,
  canBeKept: true,
  ofEverybody: true,
  looksAtCustomers: true,
  goesOn: true,
  keyAsOf: (day) => JSON.stringify([currency, day]),
  begin: () => new EachCustomer(),
  count: (buying, { customerId, purchases, attributes }, times) => {
    if (attributes().registered === null) return;
    const { days } = figuresOfBuyer(purchases, dayNumber(asOf));
    buying.add({ customerId, days }, times);
  },
});
