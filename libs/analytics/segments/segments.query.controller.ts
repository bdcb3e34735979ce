import { Query } from '@nestjs/common';
import { AnswersWithCsv, type CsvTable, Day, MinPosition, OneOf, Text } from '../../platform/index.js';
import { rangeReversed } from '../analytics.errors.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { ConvertibleFilterQuery, customersOf, FilterParameter } from '../customers/customer-filter.query.js';
import { Cursor, Limit } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { MovesAnswer, RfmAnswer, SegmentsAnswer } from './segments.answers.js';
import { NOBODY } from './moves.report.js';
import { type RfmSort, rfmSorts } from './segments.report.js';

export class RfmQuery extends ConvertibleFilterQuery {
  @OneOf(rfmSorts, {
    optional: true,
    description: 'By net spend, latest order, number of orders or scores, the best first; default: spend',
  })
  readonly sort: RfmSort = 'spend';

  @Limit()
  readonly limit: number = 50;

  @Cursor()
  readonly cursor?: string;
}

export class MovesQuery extends ConvertibleFilterQuery {
  @Day({ description: 'The first day; the last one is asOf' })
  readonly from: string;

  @FilterParameter(
    'Only moves into this segment or out of it, and who stayed: one of the scheme; or, instead of moves between the scheme’s, the name or id of one that an analyst defined',
  )
  override readonly segment?: string;

  @Text({
    max: 100,
    optional: true,
    description: 'List only those who were in this segment (or no-purchase)',
  })
  readonly fromSegment?: string;

  @Text({ max: 100, optional: true, description: 'List only those who are in this segment' })
  readonly toSegment?: string;

  @Limit()
  readonly limit: number = 50;

  @Cursor()
  readonly cursor?: string;
}

const rfmTable: CsvTable<RfmAnswer> = {
  columns: [
    'customerId',
    'name',
    'segment',
    'scores.recency',
    'scores.frequency',
    'scores.monetary',
    'daysSince',
    'orders',
    'currency',
    'net',
    'lastOrder',
  ],
  rows: ({ items }) => items,
};
const segmentsTable: CsvTable<SegmentsAnswer> = {
  columns: ['segment', 'customers', 'share', 'orders', 'currency', 'net'],
  rows: ({ segments }) => segments,
};
/** Who moved, not the matrix: every page has other rows. */
const movesTable: CsvTable<MovesAnswer> = {
  columns: ['customerId', 'name', 'fromSegment', 'toSegment', 'currency', 'net'],
  rows: ({ moved }) => moved,
};

@ReportController('rfm')
export class RfmController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(RfmAnswer, rfmTable, {
    id: 'listRfmScores',
    summary: 'List RFM scores',
    about:
      'Recency, frequency and monetary value of customers, with scores and segment, as of a day, each currency by itself. Scores are over all customers, whatever is filtered. Refuses a segment that there is none of.',
    paged: true,
    refuses: refusedWith('currency-required', 'rate-missing', 'unknown-segment', 'masked-field'),
  })
  async rfm(
    @Query() query: RfmQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<RfmAnswer> {
    const { scheme, currency, sort, limit, cursor } = query;
    const options = this.reporting.options(query, minPosition);
    const ask = {
      ...(await customersOf(query, this.reports, options)),
      currency,
      sort,
      limit,
      cursor,
    };
    return { scheme, ...(await this.reports.answer('rfm', ask, options, caller)) };
  }
}

@ReportController('segments')
export class SegmentsController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(SegmentsAnswer, segmentsTable, {
    id: 'reportSegments',
    summary: 'Report segments',
    about:
      'How many customers are in each RFM segment and in each that an analyst defined, and what they spent, as of a day, each currency by itself. Filters choose who is counted; scores are over all customers. Refuses a segment that there is none of.',
    refuses: refusedWith('currency-required', 'rate-missing', 'unknown-segment', 'masked-field'),
  })
  async segments(
    @Query() query: ConvertibleFilterQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<SegmentsAnswer> {
    const { scheme, currency } = query;
    const options = this.reporting.options(query, minPosition);
    const customers = await customersOf(query, this.reports, options);
    const ask = { ...customers, currency, defined: await this.reports.defined(options) };
    return { scheme, ...(await this.reports.answer('segments', ask, options, caller)) };
  }

  @AnswersWithCsv(MovesAnswer, movesTable, {
    path: 'moves',
    id: 'reportSegmentMoves',
    summary: 'Report moves between segments',
    about:
      'How many customers moved from one segment to another between two days, and who, each currency by itself. Filters choose customers by what they are on the last day. Refuses when the first day is after the last.',
    paged: true,
    refuses: refusedWith(
      'currency-required',
      'rate-missing',
      'range-reversed',
      'unknown-segment',
      'masked-field',
    ),
  })
  async moves(
    @Query() query: MovesQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<MovesAnswer> {
    const { scheme, currency, from, segment, fromSegment, toSegment, limit, cursor } = query;
    const options = this.reporting.options(query, minPosition);
    if (from > options.asOf) throw rangeReversed(from, options.asOf);
    const { filters, segmenting } = await customersOf(query, this.reports, options);
    if (segmenting.defined === undefined) {
      this.reports.checkSegment('fromSegment', fromSegment, segmenting, NOBODY);
      this.reports.checkSegment('toSegment', toSegment, segmenting);
    }
    // Who is in it is what is reported, not by what customers are chosen.
    const { segment: _, ...others } = filters;
    const ask = {
      filters: others,
      segmenting,
      currency,
      from,
      segment,
      fromSegment,
      toSegment,
      limit,
      cursor,
    };
    return { scheme, from, ...(await this.reports.answer('moves', ask, options, caller)) };
  }
}
