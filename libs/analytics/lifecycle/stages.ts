/** From registration to the last that was heard of a customer. */
export const stageNames = ['potential', 'new', 'active', 'at-risk', 'churned', 'won-back'] as const;
export type Stage = (typeof stageNames)[number];

/** When silence means something; all in days since the last purchase. */
export interface StageRules {
  /** Fixed windows, or multiples of the customer's own mean interval, where it has one. */
  readonly by: 'windows' | 'rhythm';
  readonly atRiskAfter: number;
  readonly churnedAfter: number;
  /** With `rhythm`: at risk after half as many of the customer's own mean intervals, churned after as many. */
  readonly intervals: number;
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
  if (rules.by === 'windows' || upTo === 0) return fixed;
  const mean = ((days[upTo] ?? 0) - (days[0] ?? 0)) / upTo;
  return { risk: (mean * rules.intervals) / 2, churn: mean * rules.intervals };
}

/**
 * The stage of a customer on a day, from its purchase days in order, none after that day:
 * - potential: no purchase yet;
 * - churned: silent for longer than allowed; at-risk: for longer than half-way there;
 * - won-back: bought again after having churned, not longer ago than `newFor`;
 * - new: one purchase day, not longer ago than `newFor`; else active.
 */
export function stageOn(day: number, days: readonly number[], rules: StageRules): Stage {
  const last = days.length - 1;
  const lastDay = days[last];
  if (lastDay === undefined) return 'potential';
  const { risk, churn } = silence(days, last, rules);
  const since = day - lastDay;
  if (since > churn) return 'churned';
  if (since > risk) return 'at-risk';
  if (since <= rules.newFor) {
    if (last === 0) return 'new';
    const previous = days[last - 1] ?? lastDay;
    if (lastDay - previous > silence(days, last - 1, rules).churn) return 'won-back';
  }
  return 'active';
}
