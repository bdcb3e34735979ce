import { Query } from '@nestjs/common';
import { AnswersWithCsv, type CsvTable, Day, MinPosition, OneOf, Text } from '../../platform/index.js';
import { rangeReversed } from '../analytics.errors.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { ConvertibleQuery, Cursor, Limit } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { type SchemeName, schemeNames } from './segment-rules.js';
import { MovesAnswer, RfmAnswer, SegmentsAnswer } from './segments.answers.js';
import { NOBODY } from './moves.report.js';
import { type RfmSort, rfmSorts } from './segments.report.js';

const schemeField = {
  optional: true,
  description:
    'Scores by quintiles over all customers, or by the fixed thresholds that are configured; default: quintiles',
} as const;

export class SegmentsQuery extends ConvertibleQuery {
  @OneOf(schemeNames, schemeField)
  readonly scheme: SchemeName = 'quintiles';
}

export class RfmQuery extends SegmentsQuery {
  @OneOf(rfmSorts, {
    optional: true,
    description: 'By net spend, latest order, number of orders or scores, the best first; default: spend',
  })
  readonly sort: RfmSort = 'spend';

  @Text({
    max: 100,
    optional: true,
    description: 'Only members of this segment: one of the scheme, or one that an analyst defined',
  })
  readonly segment?: string;

  @Limit()
  readonly limit: number = 50;

  @Cursor()
  readonly cursor?: string;
}

export class MovesQuery extends SegmentsQuery {
  @Day({ description: 'The first day; the last one is asOf' })
  readonly from: string;

  @Text({
    max: 100,
    optional: true,
    description:
      'The name or id of a segment that an analyst defined: who came in and who left, instead of moves between the scheme’s',
  })
  readonly segment?: string;

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
      'Recency, frequency and monetary value of customers, with scores and segment, as of a day, each currency by itself. Refuses a segment that the scheme does not have.',
    paged: true,
    refuses: refusedWith('currency-required', 'rate-missing', 'unknown-segment', 'masked-field'),
  })
  async rfm(
    @Query() query: RfmQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<RfmAnswer> {
    const { scheme, currency, sort, segment, limit, cursor } = query;
    const options = this.reporting.options(query, minPosition);
    const segmenting = await this.reports.segmenting(scheme, { field: 'segment', segment }, options);
    const ask = { currency, segmenting, sort, segment, limit, cursor };
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
      'How many customers are in each RFM segment and in each that an analyst defined, and what they spent, as of a day, each currency by itself.',
    refuses: refusedWith('currency-required', 'rate-missing'),
  })
  async segments(
    @Query() query: SegmentsQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<SegmentsAnswer> {
    const { scheme, currency } = query;
    const options = this.reporting.options(query, minPosition);
    const segmenting = await this.reports.segmenting(scheme);
    const ask = { currency, segmenting, defined: await this.reports.defined(options) };
    return { scheme, ...(await this.reports.answer('segments', ask, options, caller)) };
  }

  @AnswersWithCsv(MovesAnswer, movesTable, {
    path: 'moves',
    id: 'reportSegmentMoves',
    summary: 'Report moves between segments',
    about:
      'How many customers moved from one segment to another between two days, and who, each currency by itself. Refuses when the first day is after the last.',
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
    const segmenting = await this.reports.segmenting(scheme, { field: 'segment', segment }, options);
    if (segmenting.defined === undefined) {
      this.reports.checkSegment('fromSegment', fromSegment, segmenting, NOBODY);
      this.reports.checkSegment('toSegment', toSegment, segmenting);
    }
    const ask = { currency, segmenting, from, fromSegment, toSegment, limit, cursor };
    return { scheme, from, ...(await this.reports.answer('moves', ask, options, caller)) };
  }
}
