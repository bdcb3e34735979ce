import { Injectable } from '@nestjs/common';
import { type Position, ReadModels } from '../../event-sourcing/core.js';
import { SpendAsOf } from '../customers/spend-as-of.js';
import { Reporting } from '../reporting.js';
import { type Moment } from './fact-history.js';
import { momentOf } from './moment.js';
import { purchaseHistories, type PurchaseHistory, purchaseHistoryOf } from './purchase-histories.js';

/** Which purchases: of which day, as known at which position (all that is recorded, when absent), in which currency. */
export interface PurchasesAsked {
  readonly asOf: string;
  readonly knownAt?: Position | undefined;
  readonly currency?: string | undefined;
  readonly minPosition?: Position | undefined;
}

/** The purchases of customers as of a moment, in one currency. */
export interface CustomerPurchases {
  readonly moment: Moment;
  /** Null while there are no purchases. */
  readonly currency: string | null;
  /** Every customer with a purchase, in the order of their ids, in chunks. */
  all(): AsyncGenerator<PurchaseHistory[]>;
  of(customerId: string): Promise<PurchaseHistory | undefined>;
}

/** Opens the facts that reports on customers are made of. */
@Injectable()
export class PurchaseFacts {
  constructor(
    private readonly readModels: ReadModels,
    private readonly reporting: Reporting,
  ) {}

  /** @throws AnalyticsError `currency-required` when there are several currencies and none is given */
  async open({ asOf, knownAt, currency: given, minPosition }: PurchasesAsked): Promise<CustomerPurchases> {
    const { projections } = this.reporting;
    const years = await this.readModels.open(projections.purchaseDays, { minPosition });
    const facts = await this.readModels.open(projections.purchases, { minPosition });
    const sums = await this.readModels.open(projections.customerSpend, { minPosition });
    const present = momentOf(asOf, [years, facts, sums]);
    const moment =
      knownAt !== undefined && knownAt < present.position ? { asOf, position: knownAt } : present;
    const currency = await new SpendAsOf(sums, facts, moment).currency(given);
    return {
      moment,
      currency,
      all: async function* () {
        if (currency !== null) yield* purchaseHistories(years, facts, currency, moment);
      },
      of: async (customerId) =>
        currency === null ? undefined : purchaseHistoryOf(years, facts, customerId, currency, moment),
    };
  }
}
