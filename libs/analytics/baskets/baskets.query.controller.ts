import { Query } from '@nestjs/common';
import {
  AnswersWithCsv,
  type CsvTable,
  MinPosition,
  OneOf,
  Text,
  WholeParameter,
} from '../../platform/index.js';
import { SelectionQuery, selectionOf } from '../purchases/selection.query.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { Cursor, Limit } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { type BasketKind, basketKinds, BasketsAnswer } from './baskets.answers.js';
import { type BasketSort, basketSorts } from './baskets.report.js';

export class BasketsQuery extends SelectionQuery {
  @OneOf(basketKinds, {
    optional: true,
    description: 'What a basket is: an order, a day of a customer, or all of a customer; default: order',
  })
  readonly within: BasketKind = 'order';

  @WholeParameter({
    min: 1,
    max: 1_000_000,
    optional: true,
    description: 'Pairs in fewer baskets are left out; default: 2',
  })
  readonly minBaskets: number = 2;

  @Text({ max: 200, optional: true, description: 'Only what is bought with this product' })
  readonly boughtWith?: string;

  @OneOf(basketSorts, { optional: true, description: 'The highest first; default: lift' })
  readonly sort: BasketSort = 'lift';

  @Limit()
  readonly limit: number = 50;

  @Cursor()
  readonly cursor?: string;
}

const table: CsvTable<BasketsAnswer> = {
  columns: ['product', 'together', 'baskets', 'support', 'confidence', 'lift'],
  rows: ({ items }) => items,
};

@ReportController('baskets')
export class BasketController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(BasketsAnswer, table, {
    id: 'listProductsBoughtTogether',
    summary: 'List products bought together',
    about: 'Pairs of products in one basket, with support, confidence and lift, as of a day.',
    paged: true,
    refuses: refusedWith('currency-required', 'rate-missing', 'range-reversed', 'unknown-segment'),
  })
  async baskets(
    @Query() query: BasketsQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<BasketsAnswer> {
    const { within, minBaskets, boughtWith, sort, limit, cursor, from = null, to = null } = query;
    const options = this.reporting.options(query, minPosition);
    const ask = {
      ...(await selectionOf(query, this.reports, options)),
      within,
      minBaskets,
      boughtWith,
      sort,
      limit,
      cursor,
    };
    return { within, from, to, ...(await this.reports.answer('baskets', ask, options, caller)) };
  }
}
