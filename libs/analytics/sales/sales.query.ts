import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ReadModel, ReadModels } from '../../event-sourcing/core.js';
import { type ReportOptions } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { currencyOf } from '../analytics.errors.js';
import { dealAsOf } from '../facts/deal-as-of.js';
import { type SalesDimension, type SalesGroup, type SalesReportAnswer } from './sales.answers.js';
import { SalesReport } from './sales.report.js';
import { chunksOf, momentOf, positionOf } from '../facts/moment.js';
import { type Moment, valueAt } from '../facts/fact-history.js';
import { type CustomerAttributes } from '../facts/customer-attributes.projection.js';

/** Names fetched at once. */
const NAMES = 500;

export class ReportSales extends Query<SalesReportAnswer> {
  constructor(
    readonly groupBy: SalesDimension,
    readonly options: ReportOptions,
  ) {
    super();
  }
}

@QueryHandler(ReportSales)
export class ReportSalesHandler implements IQueryHandler<ReportSales> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly reporting: Reporting,
  ) {}

  async execute({ groupBy, options }: ReportSales): Promise<SalesReportAnswer> {
    const { asOf, currency, minPosition } = options;
    const deals = await this.readModels.open(this.reporting.projections.dealFacts, { minPosition });
    const customers = await this.readModels.open(this.reporting.projections.customerAttributes, {
      minPosition,
    });
    const moment = momentOf(asOf, [deals, customers]);
    const report = new SalesReport(groupBy);
    for await (const chunk of chunksOf(deals, currency === undefined ? {} : { currency })) {
      for (const facts of chunk) {
        const deal = dealAsOf(facts, moment);
        if (deal) report.add(deal);
      }
    }
    const reportCurrency = currencyOf(currency, report.currencies);
    const groups = report.groups(reportCurrency);
    return {
      groupBy,
      asOf,
      timeZone: this.reporting.zone.name,
      position: positionOf(moment),
      groups: groupBy === 'account' ? await named(groups, customers, moment) : groups,
      total: report.total(reportCurrency),
    };
  }
}

/** Adds the names of accounts as of the moment. */
async function named(
  groups: readonly SalesGroup[],
  customers: ReadModel<CustomerAttributes>,
  moment: Moment,
): Promise<SalesGroup[]> {
  const names = new Map<string | null, string>();
  for (let at = 0; at < groups.length; at += NAMES) {
    const ids = groups.slice(at, at + NAMES).flatMap(({ key }) => key ?? []);
    for (const { _id, name } of await customers.getAll(ids)) {
      const known = valueAt(name, moment);
      if (known !== undefined) names.set(_id, known);
    }
  }
  return groups.map((group) => {
    const name = names.get(group.key);
    return name === undefined ? group : { ...group, name };
  });
}
