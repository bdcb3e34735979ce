import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import {
  AnswersWithCsv,
  type CsvTable,
  MinPosition,
  PageQuery,
  QueryController,
  Text,
  TimeParameter,
  Uuid,
} from '../platform/index.js';
import { AccessList } from './access.answers.js';
import { FindAccesses } from './read-models/accesses.query.js';

class AccessQuery extends PageQuery {
  @Uuid({
    optional: true,
    description: 'Whose personal data was shown; or the deal that it stood in, while no customer was known',
  })
  readonly customerId?: string;

  @Text({ max: 200, optional: true, description: 'Who saw it' })
  readonly actor?: string;

  @TimeParameter('What was shown at this time or later')
  readonly from?: string;

  @TimeParameter('What was shown before this time')
  readonly before?: string;
}

const table: CsvTable<AccessList> = {
  columns: ['occurredAt', 'position', 'actor', 'client', 'operation', 'correlationId', 'customerIds'],
  rows: ({ items }) => items,
};

@QueryController('audit/access', 'crm:audit')
export class AccessQueryController {
  constructor(private readonly queries: QueryBus) {}

  @AnswersWithCsv(AccessList, table, {
    id: 'listAccesses',
    summary: 'List who has seen whose personal data',
    about: 'Every answer that showed personal data, the latest first; it was recorded before it was sent.',
    paged: true,
  })
  find(
    @Query() { limit, cursor, ...criteria }: AccessQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<AccessList> {
    return this.queries.execute(new FindAccesses(criteria, limit, cursor, minPosition));
  }
}
