import { type Base } from '../base/base.js';
import { figuresOfBuyer } from '../base/buyer-figures.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { dayNumber, dayText } from '../facts/epoch-days.js';
import { monthEnds } from '../facts/periods.js';
import { monthOf } from '../days.js';
import { type CustomerSelection, passingInAny } from '../customers/customer-filter.js';
import { toRate } from '../rounding.js';
import { type LifecycleMonth, type StagedCustomer, type StageCounts } from './lifecycle.answers.js';
import { type Stage, stageOn, type StageRules } from './stages.js';

export interface LifecycleAsk extends CustomerSelection {
  readonly rules: StageRules;
  /** Only orders in it count; absent: all. */
  readonly currency?: string | undefined;
  readonly from?: string | undefined;
  /** The last day of the last month, at the latest the moment's. */
  readonly to: string;
}

export interface StagesAsk extends PageAsk, Omit<LifecycleAsk, 'from' | 'to'> {
  readonly stage?: Stage | undefined;
}

interface Life {
  readonly customerId: string;
  /** Purchase days in order. */
  readonly days: readonly number[];
  readonly registered: number;
}

/** Every customer's stage as of the moment; the longest silent last. */
export async function reportStages(ask: StagesAsk, base: Base) {
  const asOf = dayNumber(base.moment.asOf);
  const counts = noCounts();
  const items: StagedCustomer[] = [];
  for (const { customerId, days } of await livesIn(ask, base)) {
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
export async function reportLifecycle(ask: LifecycleAsk, base: Base) {
  const { rules, from, to } = ask;
  const lives = await livesIn(ask, base);
  const last = Math.min(dayNumber(to), dayNumber(base.moment.asOf));
  const first =
    from === undefined ? lives.reduce((day, life) => Math.min(day, life.registered), last) : dayNumber(from);
  const months: LifecycleMonth[] = [];
  let start = first - 1;
  for (const end of monthEnds(first, last)) {
    await base.pause();
    months.push(monthFrom(lives, start, end, rules));
    start = end;
  }
  return { months };
}

function monthFrom(lives: readonly Life[], start: number, end: number, rules: StageRules): LifecycleMonth {
  const counts = noCounts();
  let [kept, churned, lost, wonBack] = [0, 0, 0, 0];
  for (const { days, registered } of lives) {
    if (registered > end) continue;
    const now = stageOn(end, until(days, end), rules);
    counts[keyOf(now)] += 1;
    const before = stageOn(start, until(days, start), rules);
    if (before === 'potential') continue;
    if (before === 'churned') {
      lost += 1;
      if (until(days, end).length > until(days, start).length) wonBack += 1;
    } else {
      kept += 1;
      if (now === 'churned') churned += 1;
    }
  }
  return {
    month: monthOf(dayText(end)),
    until: dayText(end),
    ...counts,
    churnedInMonth: churned,
    churnRate: kept === 0 ? null : toRate(churned / kept),
    wonBackInMonth: wonBack,
    winBackRate: lost === 0 ? null : toRate(wonBack / lost),
  };
}

const until = (days: readonly number[], day: number): readonly number[] => {
  const last = days.at(-1);
  if (last === undefined || last <= day) return days;
  return days.slice(0, days.findLastIndex((each) => each <= day) + 1);
};

/** Of the customers that the filters let pass; in which currency the orders were that tell it makes no difference. */
async function livesIn(ask: CustomerSelection & Pick<LifecycleAsk, 'currency'>, base: Base): Promise<Life[]> {
  const { currency } = ask;
  const passes = await passingInAny(currency, ask, base);
  const lives: Life[] = [];
  const asOf = dayNumber(base.moment.asOf);
  for await (const customerId of base.everybody()) {
    if (!passes(customerId)) continue;
    const { days } = figuresOfBuyer(base.purchasesOf(customerId, currency), asOf);
    const registered = base.attributesOf(customerId).registered ?? Infinity;
    lives.push({ customerId, days, registered: Math.min(registered, days[0] ?? Infinity) });
  }
  return lives;
}

type Counts = { -readonly [Name in keyof StageCounts]: StageCounts[Name] };

const noCounts = (): Counts => ({ potential: 0, new: 0, active: 0, atRisk: 0, churned: 0, wonBack: 0 });

const keys: Readonly<Record<Stage, keyof StageCounts>> = {
  potential: 'potential',
  new: 'new',
  active: 'active',
  'at-risk': 'atRisk',
  churned: 'churned',
  'won-back': 'wonBack',
};
const keyOf = (stage: Stage): keyof StageCounts => keys[stage];
