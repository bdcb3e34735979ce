import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ReadModel, ReadModels } from '../../event-sourcing/core.js';
import { type ReportOptions } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { currencyOf } from '../analytics.errors.js';
import { earlier } from '../days.js';
import { type Key } from '../groups.js';
import { type PurchaseDimension, type PurchaseReportAnswer } from './purchases.answers.js';
import { PurchaseReport } from './purchases.report.js';
import { chunksOf, knownAt, momentOf, positionOf } from '../facts/moment.js';
import { type Moment, valueAt } from '../facts/fact-history.js';
import { type CustomerAttributes } from '../facts/customer-attributes.projection.js';
import { idsOfDays } from './purchases.projection.js';

/** From one day to another, both included; one customer. Undefined: all. */
export interface Within {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly customerId?: string | undefined;
}

export class ReportPurchases extends Query<PurchaseReportAnswer> {
  constructor(
    readonly groupBy: PurchaseDimension,
    readonly options: ReportOptions,
    readonly within: Within,
  ) {
    super();
  }
}

@QueryHandler(ReportPurchases)
export class ReportPurchasesHandler implements IQueryHandler<ReportPurchases> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly reporting: Reporting,
  ) {}

  async execute({ groupBy, options, within }: ReportPurchases): Promise<PurchaseReportAnswer> {
    const { asOf, currency, minPosition } = options;
    const { from, to, customerId } = within;
    const facts = await this.readModels.open(this.reporting.projections.purchases, { minPosition });
    const customers = await this.readModels.open(this.reporting.projections.customerAttributes, {
      minPosition,
    });
    const moment = momentOf(asOf, [facts, customers]);
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
    const reportCurrency = currencyOf(currency, report.currencies);
    return {
      groupBy,
      from: from ?? null,
      to: to ?? null,
      asOf,
      timeZone: this.reporting.zone.name,
      position: positionOf(moment),
      groups: report.groups(reportCurrency),
      total: report.total(reportCurrency),
    };
  }
}

/** The regions of customers as of a moment; each is read once. */
class Regions {
  private readonly known = new Map<string, Key>();

  constructor(
    private readonly customers: ReadModel<CustomerAttributes>,
    private readonly moment: Moment,
  ) {}

  async learn(ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.known.has(id));
    for (const { _id, region } of await this.customers.getAll(unknown)) {
      this.known.set(_id, valueAt(region, this.moment) ?? null);
    }
  }

  of(customerId: string): Key {
    return this.known.get(customerId) ?? null;
  }
}
