import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ReadModel, ReadModels } from '../../event-sourcing/core.js';
import { type Asked } from '../asked.js';
import { currencyOf } from '../analytics.errors.js';
import { earlier } from '../days.js';
import { type Key } from '../reports/groups.js';
import { type PurchaseDimension, type PurchaseReportAnswer } from '../reports/purchase.answers.js';
import { PurchaseReport } from '../reports/purchase-report.js';
import { chunksOf, knownAt, standpointOf } from '../standpoint.js';
import { type Moment, standingAt } from '../superseded.js';
import { type CustomerAttributes, customerAttributes } from './customer-attributes.projection.js';
import { idsOfDays, purchases } from './purchases.projection.js';

/** A stretch of days, both ends included; a single customer. Undefined: all. */
export interface Within {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly customerId?: string | undefined;
}

export class ReportPurchases extends Query<PurchaseReportAnswer> {
  constructor(
    readonly groupBy: PurchaseDimension,
    readonly asked: Asked,
    readonly within: Within,
  ) {
    super();
  }
}

@QueryHandler(ReportPurchases)
export class ReportPurchasesHandler implements IQueryHandler<ReportPurchases> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ groupBy, asked, within }: ReportPurchases): Promise<PurchaseReportAnswer> {
    const { asOf, currency, minPosition } = asked;
    const { from, to, customerId } = within;
    const facts = await this.readModels.open(purchases, { minPosition });
    const customers = await this.readModels.open(customerAttributes, { minPosition });
    const { moment, position } = standpointOf(asOf, [facts, customers]);
    const regions = new Regions(customers, moment);
    const report = new PurchaseReport(groupBy, (id) => regions.of(id));
    const filter = {
      ...(currency === undefined ? {} : { currency }),
      ...(customerId === undefined ? {} : { customerId }),
      ...knownAt(moment),
    };
    for await (const chunk of chunksOf(facts, filter, idsOfDays(from, earlier(to ?? asOf, asOf)))) {
      if (groupBy === 'region') await regions.learn(chunk.map((fact) => fact.customerId));
      for (const fact of chunk) report.add(fact);
    }
    const answered = currencyOf(currency, report.currencies);
    return {
      groupBy,
      from: from ?? null,
      to: to ?? null,
      asOf,
      position,
      groups: report.groups(answered),
      total: report.total(answered),
    };
  }
}

/** The regions of customers as of a moment, asked for once each. */
class Regions {
  private readonly known = new Map<string, Key>();

  constructor(
    private readonly customers: ReadModel<CustomerAttributes>,
    private readonly moment: Moment,
  ) {}

  async learn(ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.known.has(id));
    for (const { _id, region } of await this.customers.getAll(unknown)) {
      this.known.set(_id, standingAt(region, this.moment) ?? null);
    }
  }

  of(customerId: string): Key {
    return this.known.get(customerId) ?? null;
  }
}
