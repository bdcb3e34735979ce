import { figuresOfBuyer } from '../base/buyer-figures.js';
import { type Counts, type Times } from '../base/kept-counts.js';
import { type Purchase } from '../base/purchase-table.js';
import { monthOf } from '../days.js';
import { dayText } from '../facts/epoch-days.js';
import { monthEnds } from '../facts/periods.js';
import { getOrAdd } from '../groups.js';
import { toRate } from '../rounding.js';
import { type LifecycleMonth, type StageCounts } from './lifecycle.answers.js';
import { type Stage, stageOn, type StageRules } from './stages.js';

/** From the first that was heard of a customer; days since 1970-01-01. */
interface Life {
  /** Purchase days in order. */
  readonly days: readonly number[];
  readonly registered: number;
}

export function lifeOf(purchases: readonly Purchase[], registered: number, asOf: number): Life {
  const { days } = figuresOfBuyer(purchases, asOf);
  return { days, registered: Math.min(registered, days[0] ?? Infinity) };
}

interface Month {
  customers: number;
  readonly counts: MutableCounts;
  /** Of those who were not churned before it, and of those who were. */
  kept: number;
  churned: number;
  lost: number;
  wonBack: number;
}

/** How many customers were in each stage at the end of each month, and who churned and came back within it. */
export class LifecycleCounts implements Counts {
  /** By the last day of each. */
  private readonly byEnd = new Map<number, Month>();

  constructor(
    private readonly rules: StageRules,
    /** `from` absent: from the first customer. */
    private readonly span: { readonly from: number | undefined; readonly to: number },
  ) {}

  get size(): number {
    return this.byEnd.size;
  }

  add({ days, registered }: Life, times: Times): void {
    const { rules } = this;
    const { from = registered, to } = this.span;
    const start = Math.max(from, registered) - 1;
    let known = until(days, start);
    let before = stageOn(start, known, rules);
    for (const end of monthEnds(start + 1, to)) {
      const month = getOrAdd(this.byEnd, end, noMonth);
      const bought = until(days, end);
      const now = stageOn(end, bought, rules);
      month.customers += times;
      month.counts[keyOf(now)] += times;
      if (before === 'churned') {
        month.lost += times;
        if (bought.length > known.length) month.wonBack += times;
      } else if (before !== 'potential') {
        month.kept += times;
        if (now === 'churned') month.churned += times;
      }
      [before, known] = [now, bought];
    }
  }

  /** From the first day that is asked for, else from the first month with a customer: none without any. */
  months(): LifecycleMonth[] {
    const { from, to } = this.span;
    const ends = [...this.byEnd].flatMap(([end, { customers }]) => (customers > 0 ? [end] : []));
    const first = from ?? ends.reduce((one, other) => Math.min(one, other), Infinity);
    return monthEnds(first, to).map((end) => figuresOf(end, this.byEnd.get(end) ?? noMonth()));
  }
}

const figuresOf = (end: number, { counts, kept, churned, lost, wonBack }: Month): LifecycleMonth => ({
  month: monthOf(dayText(end)),
  until: dayText(end),
  ...counts,
  churnedInMonth: churned,
  churnRate: kept === 0 ? null : toRate(churned / kept),
  wonBackInMonth: wonBack,
  winBackRate: lost === 0 ? null : toRate(wonBack / lost),
});

const until = (days: readonly number[], day: number): readonly number[] => {
  const last = days.at(-1);
  if (last === undefined || last <= day) return days;
  return days.slice(0, days.findLastIndex((each) => each <= day) + 1);
};

type MutableCounts = { -readonly [Name in keyof StageCounts]: StageCounts[Name] };

export const noCounts = (): MutableCounts => ({
  potential: 0,
  new: 0,
  active: 0,
  atRisk: 0,
  churned: 0,
  wonBack: 0,
});

const noMonth = (): Month => ({
  customers: 0,
  counts: noCounts(),
  kept: 0,
  churned: 0,
  lost: 0,
  wonBack: 0,
});

const keys: Readonly<Record<Stage, keyof StageCounts>> = {
  potential: 'potential',
  new: 'new',
  active: 'active',
  'at-risk': 'atRisk',
  churned: 'churned',
  'won-back': 'wonBack',
};

export const keyOf = (stage: Stage): keyof StageCounts => keys[stage];
