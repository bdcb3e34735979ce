import { Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  AnswersWithCsv,
  CLOCK,
  Id,
  MinPosition,
  type ProblemTable,
  QueryController,
} from '../platform/index.js';
import { type AnalyticsErrorCode, rangeReversed } from './analytics.errors.js';
import { CustomersQuery, FiguresQuery, PurchasesQuery, SalesQuery } from './analytics.requests.js';
import {
  customersTable,
  customerTable,
  pipelineTable,
  purchasesTable,
  salesTable,
} from './analytics.tables.js';
import { type Asked } from './asked.js';
import { dayOf } from './days.js';
import { customerSorts, GetCustomerFigures, ListCustomerFigures } from './read-models/customers.query.js';
import { ReportPipeline } from './read-models/pipeline.query.js';
import { ReportPurchases } from './read-models/purchases.query.js';
import { ReportSales } from './read-models/sales.query.js';
import { CustomerFigures, CustomerFiguresList } from './reports/customer.answers.js';
import { PipelineAnswer } from './reports/pipeline.answers.js';
import { PurchaseReportAnswer } from './reports/purchase.answers.js';
import { SalesReportAnswer } from './reports/sales.answers.js';

const statuses = {
  'customer-not-found': 404,
  'currency-required': 400,
  'range-reversed': 422,
} satisfies Record<AnalyticsErrorCode, number> & ProblemTable;

@QueryController('analytics', 'crm:analytics', statuses)
export class AnalyticsQueryController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  @AnswersWithCsv(CustomerFigures, customerTable, 'customers/:id')
  customer(
    @Id() id: string,
    @Query() query: FiguresQuery,
    @MinPosition() minPosition?: string,
  ): Promise<CustomerFigures> {
    return this.queries.execute(new GetCustomerFigures(id, this.asked(query, minPosition)));
  }

  @AnswersWithCsv(CustomerFiguresList, customersTable, 'customers')
  customers(
    @Query() query: CustomersQuery,
    @MinPosition() minPosition?: string,
  ): Promise<CustomerFiguresList> {
    const sort = customerSorts.find((each) => query.sort.endsWith(each)) ?? 'spend';
    const direction = query.sort.startsWith('-') ? -1 : 1;
    const asked = this.asked(query, minPosition);
    return this.queries.execute(new ListCustomerFigures(asked, [sort, direction], query.limit, query.cursor));
  }

  @AnswersWithCsv(PurchaseReportAnswer, purchasesTable, 'purchases')
  purchases(
    @Query() query: PurchasesQuery,
    @MinPosition() minPosition?: string,
  ): Promise<PurchaseReportAnswer> {
    const { groupBy, from, to, customerId } = query;
    if (from !== undefined && to !== undefined && from > to) throw rangeReversed(from, to);
    const within = { from, to, customerId };
    return this.queries.execute(new ReportPurchases(groupBy, this.asked(query, minPosition), within));
  }

  @AnswersWithCsv(SalesReportAnswer, salesTable, 'sales')
  sales(@Query() query: SalesQuery, @MinPosition() minPosition?: string): Promise<SalesReportAnswer> {
    return this.queries.execute(new ReportSales(query.groupBy, this.asked(query, minPosition)));
  }

  @AnswersWithCsv(PipelineAnswer, pipelineTable, 'pipeline')
  pipeline(@Query() query: FiguresQuery, @MinPosition() minPosition?: string): Promise<PipelineAnswer> {
    return this.queries.execute(new ReportPipeline(this.asked(query, minPosition)));
  }

  private asked({ asOf, currency }: FiguresQuery, minPosition: string | undefined): Asked {
    return { asOf: asOf ?? dayOf(this.now().toISOString()), currency, minPosition };
  }
}
