import { Query } from '@nestjs/common';
import { Answers, AnswersWithCsv, type CsvTable, Id, MinPosition } from '../../../platform/index.js';
import { segmentRetired } from '../../analytics.errors.js';
import { refusedWith, ReportController } from '../../report.controller.js';
import { ConvertibleFilterQuery, customersOf } from '../../customers/customer-filter.query.js';
import { Cursor, Limit } from '../../report.requests.js';
import { Reporting } from '../../reporting.js';
import { BaseReports } from '../../threads/base-reports.js';
import { Caller, type ReportCaller } from '../../threads/caller.decorator.js';
import {
  DefinedSegmentAnswer,
  DefinedSegmentList,
  SegmentMembersAnswer,
} from './defined-segments.answers.js';
import { DefinedSegments } from './defined-segments.js';

export class MembersQuery extends ConvertibleFilterQuery {
  @Limit()
  readonly limit: number = 50;

  @Cursor()
  readonly cursor?: string;
}

const membersTable: CsvTable<SegmentMembersAnswer> = {
  columns: ['customerId', 'name', 'orders', 'currency', 'net', 'lastOrder'],
  rows: ({ items }) => items,
};

@ReportController('segments')
export class DefinedSegmentsController {
  constructor(
    private readonly segments: DefinedSegments,
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @Answers(DefinedSegmentList, {
    path: 'definitions',
    id: 'listDefinedSegments',
    summary: 'List defined segments',
    about: 'The segments that analysts defined, with their conditions and histories.',
  })
  definedSegments(@MinPosition() minPosition?: string): Promise<DefinedSegmentList> {
    return this.segments.list(minPosition);
  }

  @Answers(DefinedSegmentAnswer, {
    path: ':id',
    id: 'getDefinedSegment',
    summary: 'Get a defined segment',
    about: 'A segment that an analyst defined: its conditions, and each change with who made it.',
    refuses: refusedWith('segment-not-found'),
  })
  definedSegment(@Id() id: string, @MinPosition() minPosition?: string): Promise<DefinedSegmentAnswer> {
    return this.segments.get(id, minPosition);
  }

  @AnswersWithCsv(SegmentMembersAnswer, membersTable, {
    path: ':id/members',
    id: 'listSegmentMembers',
    summary: 'List the members of a segment',
    about:
      'Who is in a segment that an analyst defined as of a day, how many, and what they spent, each currency by itself. The definition is the newest, or the one known at knownAt. Refuses to filter by a segment that there is none of.',
    paged: true,
    refuses: refusedWith(
      'segment-not-found',
      'segment-retired',
      'currency-required',
      'rate-missing',
      'unknown-segment',
      'masked-field',
    ),
  })
  async segmentMembers(
    @Id() id: string,
    @Query() query: MembersQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<SegmentMembersAnswer> {
    const { currency, limit, cursor } = query;
    const options = this.reporting.options(query, minPosition);
    const { retired, ...definition } = await this.segments.definition(id, options);
    if (retired) throw segmentRetired(definition.name);
    const segment = { ...definition, scoring: this.reports.scoring('quintiles') };
    const ask = { ...(await customersOf(query, this.reports, options)), segment, currency, limit, cursor };
    const answer = await this.reports.answer('members', ask, options, caller);
    return { segment: definition.name, revision: definition.revision, ...answer };
  }
}
