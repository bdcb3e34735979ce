import { daysPerUnit } from '../value/fit-data.js';
import { type PurchaseModel, type TimeUnit } from '../value/lifetime-value.events.js';
import { probabilityAlive } from '../value/model/bg-nbd.js';

/** From registration to the last that was heard of a customer. */
export const stageNames = ['potential', 'new', 'active', 'at-risk', 'churned', 'won-back'] as const;
export type Stage = (typeof stageNames)[number];

/** A fit's model, and how probable it must be that a customer is there still. */
export interface AliveRules {
  readonly model: PurchaseModel;
  /** Of the model. */
  readonly unit: TimeUnit;
  readonly atRiskBelow: number;
  readonly churnedBelow: number;
}

/** When silence means something; all in days since the last purchase. */
export interface StageRules {
  /**
   * Fixed windows, or multiples of the customer's own mean interval, where it has one, or the probability that it is alive,
   * where it has bought again: by the model, nobody leaves before that.
   */
  readonly by: 'windows' | 'rhythm' | 'alive';
  readonly atRiskAfter: number;
  readonly churnedAfter: number;
  /** With `rhythm`: at risk after half as many of the customer's own mean intervals, churned after as many. */
  readonly intervals: number;
  /** With `alive`. */
  readonly alive?: AliveRules | undefined;
  /** A customer is new, and one won back is won back, for so long after that purchase. */
  readonly newFor: number;
}

export const defaultStageRules: StageRules = {
  by: 'windows',
  atRiskAfter: 90,
  churnedAfter: 180,
  intervals: 3,
  newFor: 30,
};

/** How long a customer may be silent after its purchase number `upTo`, from what was known of it by then. */
function silence(days: readonly number[], upTo: number, rules: StageRules): { risk: number; churn: number } {
  const fixed = { risk: rules.atRiskAfter, churn: rules.churnedAfter };
  if (rules.by !== 'rhythm' || upTo === 0) return fixed;
  const mean = ((days[upTo] ?? 0) - (days[0] ?? 0)) / upTo;
  return { risk: (mean * rules.intervals) / 2, churn: mean * rules.intervals };
}

/** How far a customer has gone on a day, from its purchases up to number `upTo`. */
function absence(
  day: number,
  days: readonly number[],
  upTo: number,
  rules: StageRules,
): 'present' | 'at-risk' | 'churned' {
  const [first = day, last = day] = [days[0], days[upTo]];
  if (rules.alive && upTo > 0) {
    const { model, unit, atRiskBelow, churnedBelow } = rules.alive;
    const [recency, age] = [(last - first) / daysPerUnit[unit], (day - first) / daysPerUnit[unit]];
    const alive = probabilityAlive(model, { frequency: upTo, recency, age });
    return alive < churnedBelow ? 'churned' : alive < atRiskBelow ? 'at-risk' : 'present';
  }
  const { risk, churn } = silence(days, upTo, rules);
  const since = day - last;
  return since > churn ? 'churned' : since > risk ? 'at-risk' : 'present';
}

/**
 * The stage of a customer on a day, from its purchase days in order, none after that day:
 * - potential: no purchase yet;
 * - churned: silent for longer than allowed, or alive with less than a probability; at-risk: half-way there;
 * - won-back: bought again after having churned, not longer ago than `newFor`;
 * - new: one purchase day, not longer ago than `newFor`; else active.
 */
export function stageOn(day: number, days: readonly number[], rules: StageRules): Stage {
  const last = days.length - 1;
  const lastDay = days[last];
  if (lastDay === undefined) return 'potential';
  const now = absence(day, days, last, rules);
  if (now !== 'present') return now;
  if (day - lastDay <= rules.newFor) {
    if (last === 0) return 'new';
    if (absence(lastDay, days, last - 1, rules) === 'churned') return 'won-back';
  }
  return 'active';
}
