import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import {
  Answers,
  AnswersWithCsv,
  type CsvTable,
  Id,
  InstantOrDay,
  MinPosition,
  OneOf,
  PageQuery,
  QueryController,
  Text,
} from '../platform/index.js';
import { ConsentDecisionAnswer, StatementList } from './consents.answers.js';
import { type ConsentChannel, consentChannels } from './customers.events.js';
import { DecideConsent, FindConsents } from './read-models/consents.query.js';

class ConsentDecisionQuery {
  @Text({ max: 100, example: 'newsletter', description: 'What the customer would be reached for' })
  readonly purpose: string;

  @OneOf(consentChannels, { optional: true, description: 'Absent: for the purpose as such' })
  readonly channel?: ConsentChannel;

  @InstantOrDay({
    optional: true,
    description: 'By what had been said at this time, or at the end of this day (UTC); now when absent',
  })
  readonly at?: string;
}

const table: CsvTable<StatementList> = {
  columns: [
    ...['occurredAt', 'recordedAt', 'type', 'purpose', 'channel', 'wording', 'expiresAt', 'reason'],
    ...['evidence.how', 'evidence.where', 'evidence.recordedBy', 'revision', 'position'],
  ],
  rows: ({ items }) => items,
};

const problems = { 'customer-not-found': 404 } as const;

@QueryController('customers', 'crm:read', problems)
export class ConsentQueryController {
  constructor(private readonly queries: QueryBus) {}

  @AnswersWithCsv(StatementList, table, {
    path: ':id/consents',
    id: 'listConsents',
    summary: 'List what a customer said about the use of its data',
    about:
      'Every consent, withdrawal, objection and restriction of processing, the latest first, with the wording and the evidence. ' +
      'Refuses when there is no such customer.',
    paged: true,
    ofCustomer: true,
    refuses: problems,
  })
  list(
    @Id() id: string,
    @Query() { limit, cursor }: PageQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<StatementList> {
    return this.queries.execute(new FindConsents(id, limit, cursor, minPosition));
  }

  @Answers(ConsentDecisionAnswer, {
    path: ':id/consents/decision',
    id: 'decideConsent',
    summary: 'Decide whether a customer’s data may be used',
    about:
      'Says whether the data may be used for a purpose, on a channel or as such, at a time, and which event decides. The strictest ' +
      'statement wins: a restriction of processing, an objection, a withdrawn or expired consent to the purpose as such or on the ' +
      'channel. Without a consent nothing is allowed. Refuses when there is no such customer.',
    refuses: problems,
  })
  decide(
    @Id() id: string,
    @Query() { purpose, channel, at }: ConsentDecisionQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<ConsentDecisionAnswer> {
    return this.queries.execute(new DecideConsent(id, purpose, channel, at, minPosition));
  }
}
