import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AnswersWithCsv, type CsvTable, Id, MinPosition, OneOf } from '../../platform/index.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { Reporting } from '../reporting.js';
import { ConvertibleQuery, Cursor, FirstDay, LastDay, Limit, rangeOf } from '../report.requests.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { CustomerFigures, CustomerFiguresList, type ListedFigures } from './customers.answers.js';
import { ConvertibleFilterQuery, customersOf } from './customer-filter.query.js';
import { GetCustomerFigures, ListCustomerFigures } from './customers.query.js';
import { customerSorts, type FiguresAsk } from './figures.report.js';

export class CustomersQuery extends ConvertibleFilterQuery {
  @FirstDay()
  readonly from?: string;

  @LastDay()
  readonly to?: string;

  @OneOf([...customerSorts, ...customerSorts.map((sort) => `-${sort}`)], {
    optional: true,
    description:
      'By net spend, orders, lifetime value or days since the last order; a minus puts the highest first; default: -spend',
  })
  readonly sort: string = '-spend';

  @Limit()
  readonly limit: number = 50;

  @Cursor()
  readonly cursor?: string;
}

const columns = [
  'customerId',
  'frequency.orders',
  'frequency.purchaseDays',
  'frequency.perMonth',
  'frequency.meanDaysBetween',
  'recency.firstOrder',
  'recency.lastOrder',
  'recency.daysSince',
  'spend.currency',
  'spend.gross',
  'spend.refunded',
  'spend.net',
  'spend.averageOrder',
  'lifetimeValue.currency',
  'lifetimeValue.historic',
];

const customerTable: CsvTable<CustomerFigures> = {
  columns,
  rows: ({ customerId, byCurrency }): ListedFigures[] => byCurrency.map((each) => ({ customerId, ...each })),
};
const customersTable: CsvTable<CustomerFiguresList> = { columns, rows: ({ items }) => items };

@ReportController('customers')
export class CustomerAnalyticsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(CustomerFigures, customerTable, {
    path: ':id',
    id: 'getCustomerFigures',
    summary: 'Get the figures of a customer',
    about:
      'How often, how lately and for how much a customer buys, and the lifetime value, as of a day, each currency by itself. Refuses when there is no such customer.',
    refuses: refusedWith('customer-not-found', 'currency-required', 'rate-missing'),
  })
  customer(
    @Id() id: string,
    @Query() query: ConvertibleQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<CustomerFigures> {
    const options = this.reporting.options(query, minPosition);
    return this.queries.execute(new GetCustomerFigures(id, options, caller));
  }

  @AnswersWithCsv(CustomerFiguresList, customersTable, {
    id: 'listCustomerFigures',
    summary: 'List the figures of customers',
    about:
      'The figures of customers who bought something, currency by currency, a page of them, in the order asked for. Filters choose customers, and from and to the purchases that count. Refuses when the first day is after the last.',
    paged: true,
    refuses: refusedWith('currency-required', 'rate-missing', 'range-reversed', 'unknown-segment'),
  })
  async customers(
    @Query() query: CustomersQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<CustomerFiguresList> {
    const sort = customerSorts.find((each) => query.sort.endsWith(each)) ?? 'spend';
    const direction = query.sort.startsWith('-') ? -1 : 1;
    const options = this.reporting.options(query, minPosition);
    const { currency, limit, cursor } = query;
    const ask: FiguresAsk = {
      ...rangeOf(query),
      ...(await customersOf(query, this.reports, options)),
      currency,
      sort: [sort, direction],
      limit,
      cursor,
    };
    return this.queries.execute(new ListCustomerFigures(ask, options, caller));
  }
}
