import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  AnswersWithCsv,
  type CsvTable,
  Currency,
  Day,
  Id,
  MinPosition,
  OneOf,
  PageQuery,
} from '../../platform/index.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { Reporting } from '../reporting.js';
import { asOfField, currencyField, KnownAt, ReportQuery } from '../report.requests.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { CustomerFigures, CustomerFiguresList, type ListedFigures } from './customers.answers.js';
import { customerSorts, GetCustomerFigures, ListCustomerFigures } from './customers.query.js';

export class CustomersQuery extends PageQuery {
  @Day(asOfField)
  readonly asOf?: string;

  @KnownAt()
  readonly knownAt?: string;

  @Currency(currencyField)
  readonly currency?: string;

  @OneOf([...customerSorts, ...customerSorts.map((sort) => `-${sort}`)], {
    optional: true,
    description:
      'By net spend, orders, lifetime value or days since the last order; a minus puts the highest first; default: -spend',
  })
  readonly sort: string = '-spend';
}

const columns = [
  'customerId',
  'asOf',
  'position',
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
  rows: ({ byCurrency, ...frame }): ListedFigures[] =>
    byCurrency.map((figures) => ({ ...frame, ...figures })),
};
const customersTable: CsvTable<CustomerFiguresList> = { columns, rows: ({ items }) => items };

@ReportController('customers')
export class CustomerAnalyticsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(CustomerFigures, customerTable, {
    path: ':id',
    id: 'getCustomerFigures',
    summary: 'Get the figures of a customer',
    about:
      'How often, how lately and for how much a customer buys, and the lifetime value, as of a day, each currency by itself. Refuses when there is no such customer.',
    refuses: refusedWith('customer-not-found'),
  })
  customer(
    @Id() id: string,
    @Query() query: ReportQuery,
    @MinPosition() minPosition?: string,
  ): Promise<CustomerFigures> {
    return this.queries.execute(new GetCustomerFigures(id, this.reporting.options(query, minPosition)));
  }

  @AnswersWithCsv(CustomerFiguresList, customersTable, {
    id: 'listCustomerFigures',
    summary: 'List the figures of customers',
    about:
      'The figures of customers who bought something, currency by currency, a page of them, in the order asked for.',
    paged: true,
    refuses: refusedWith(),
  })
  customers(
    @Query() query: CustomersQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<CustomerFiguresList> {
    const sort = customerSorts.find((each) => query.sort.endsWith(each)) ?? 'spend';
    const direction = query.sort.startsWith('-') ? -1 : 1;
    const options = this.reporting.options(query, minPosition);
    return this.queries.execute(
      new ListCustomerFigures(options, [sort, direction], query.limit, query.cursor, caller),
    );
  }
}
