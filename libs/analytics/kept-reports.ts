import { type Base } from './base/base.js';
import { type BasketCounts } from './baskets/basket-counts.js';
import { KeptCounts } from './base/kept-counts.js';
import { type CohortTallies } from './cohorts/cohort-tallies.js';
import { type MeasuredBuyers } from './distributions/measured-buyers.js';
import { type BuyingCustomers } from './lifecycle/buying-customers.js';
import { type LifecycleCounts } from './lifecycle/lifecycle-counts.js';
import { type Grouping } from './purchases/purchase-grouping.js';
import { type FiguresOfBuyers } from './segments/scored-buyers.js';

/** What reports keep from one answer to the next. */
export class KeptReports {
  readonly groupings = new KeptCounts<Grouping>();
  readonly baskets = new KeptCounts<BasketCounts>();
  readonly cohorts = new KeptCounts<CohortTallies>();
  readonly figures = new KeptCounts<FiguresOfBuyers>();
  readonly measured = new KeptCounts<MeasuredBuyers>();
  readonly lifecycles = new KeptCounts<LifecycleCounts>();
  readonly buying = new KeptCounts<BuyingCustomers>();

  /** What was asked as of this base's day, brought to its position. */
  async bringUpToDate(base: Base): Promise<void> {
    const { groupings, baskets, cohorts, figures, measured, lifecycles, buying } = this;
    for (const kept of [groupings, baskets, cohorts, figures, measured, lifecycles, buying])
      await kept.bringUpToDate(base);
  }
}
