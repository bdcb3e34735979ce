import { type Base } from '../base/base.js';
import { figuresOfBuyer } from '../base/buyer-figures.js';
import { countsOf, type CountingQuestion, withKept } from '../base/kept-counts.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { dayNumber, dayText } from '../facts/epoch-days.js';
import { eachOf } from '../groups.js';
import { type KeptReports } from '../kept-reports.js';
import { PurchaseFilter } from '../purchases/purchase-filter.js';
import { filtersKey, knownBuyers, type PurchaseSelection } from '../purchases/purchase-selection.js';
import { type StagedCustomer } from './lifecycle.answers.js';
import { keyOf, LifecycleCounts, lifeOf, noCounts } from './lifecycle-counts.js';
import { type Stage, stageOn, type StageRules } from './stages.js';

export interface LifecycleAsk extends Pick<PurchaseSelection, 'filters' | 'segmenting'> {
  readonly rules: StageRules;
  /** Only orders in it count; absent: all. */
  readonly currency?: string | undefined;
  readonly from?: string | undefined;
}

export interface StagesAsk extends PageAsk, Omit<LifecycleAsk, 'from'> {
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
  const question = lifecycleQuestion(ask, base.moment.asOf, await filterOf(ask, base));
  return withKept(kept?.lifecycles, async (lifecycles) => {
    const counts = await countsOf(question, base, lifecycles);
    return { months: counts.months() };
  });
}

function lifecycleQuestion(
  { rules, from, currency, filters }: LifecycleAsk,
  asOf: string,
  passes: ((customerId: string) => boolean) | undefined,
): CountingQuestion<LifecycleCounts> {
  const [first, last] = [from === undefined ? undefined : dayNumber(from), dayNumber(asOf)];
  return {
    currency,
    canBeKept: passes === undefined,
    ofEverybody: true,
    looksAtCustomers: true,
    // The month that the day is in ends with it.
    goesOn: false,
    keyAsOf: (day) => JSON.stringify([rules, from, currency, filtersKey(filters), day]),
    begin: () => new LifecycleCounts(rules, { from: first, to: last }),
    count: (counts, { customerId, purchases, attributes }, times) => {
      const { registered } = attributes();
      if (registered === null || passes?.(customerId) === false) return;
      counts.add(lifeOf(purchases, registered, last), times);
    },
  };
}

/** Of the customers that the filters let pass; in which currency the orders were that tell it makes no difference. */
async function buyingIn(ask: Omit<LifecycleAsk, 'rules'>, base: Base): Promise<Buying[]> {
  const { currency } = ask;
  const passes = await filterOf(ask, base);
  const buying: Buying[] = [];
  const asOf = dayNumber(base.moment.asOf);
  for await (const customerId of base.everybody()) {
    if (passes?.(customerId) === false) continue;
    const { days } = figuresOfBuyer(base.purchasesOf(customerId, currency), asOf);
    buying.push({ customerId, days });
  }
  return buying;
}

/** Which customers the filters let pass; undefined: there are none, and all pass. */
async function filterOf(
  { filters, segmenting, currency: given }: Omit<LifecycleAsk, 'rules'>,
  base: Base,
): Promise<((customerId: string) => boolean) | undefined> {
  if (Object.keys(filters).length === 0) return undefined;
  const filter = new PurchaseFilter(filters);
  const currencies = eachOf(await base.currencies(given));
  const known = await Promise.all(
    currencies.map(async (currency) => ({
      currency: currency ?? undefined,
      buyer: await knownBuyers({ filters, segmenting }, base, currency),
    })),
  );
  return (customerId) =>
    known.some(({ currency, buyer }) =>
      filter.holds(buyer(customerId, base.purchasesOf(customerId, currency), base.attributesOf(customerId))),
    );
}
