import { Query, type Type } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type ApiPropertyOptions } from '@nestjs/swagger';
import { type Position } from '../event-sourcing/core.js';
import {
  Answers,
  AnswersWithCsv,
  type CsvTable,
  extendedAnswer,
  Id,
  MinPosition,
  OneOf,
  PageQuery,
  QueryController,
  Text,
} from '../platform/index.js';
import { type CustomerViewErrorCode } from './customer-view.errors.js';
import { CustomerProfile } from './profile.answers.js';
import { GetProfile } from './read-models/profile.query.js';
import { GetTimeline } from './read-models/timeline.query.js';
import { TimelinePage } from './timeline.answers.js';

const problems = { 'customer-not-found': 404, 'customer-erased': 410 } satisfies Record<
  CustomerViewErrorCode,
  number
>;

const table: CsvTable<TimelinePage> = {
  columns: ['occurredAt', 'position', 'kind', 'type', 'actor', 'line', 'stream', 'channel'],
  rows: ({ items }) => items,
};

/** The controller for the kinds of timeline lines, and with the profile sections, that contexts contribute. */
export const customerViewController = (
  kinds: readonly string[],
  sections: Readonly<Record<string, ApiPropertyOptions>>,
): Type => {
  const ProfileAnswer = extendedAnswer(CustomerProfile, sections);

  class TimelineQuery extends PageQuery {
    @OneOf(kinds, { optional: true, description: 'Entries of this kind' })
    readonly kind?: string;

    @Text({ max: 100, optional: true, description: 'Entries that came by this channel' })
    readonly channel?: string;
  }

  @QueryController('customers', 'crm:read', problems)
  class CustomerViewQueryController {
    constructor(private readonly queries: QueryBus) {}

    @Answers(ProfileAnswer, {
      path: ':id',
      id: 'getCustomer',
      summary: 'Get a customer',
      about:
        'A customer’s profile: details, contact points, tags, consents, and what each context shows of it. Refuses when there is none with the id.',
      tagged: 'content',
      refuses: problems,
    })
    profile(@Id() id: string, @MinPosition() minPosition?: Position): Promise<CustomerProfile> {
      return this.queries.execute(new GetProfile(id, minPosition));
    }

    @AnswersWithCsv(TimelinePage, table, {
      path: ':id/timeline',
      id: 'getTimeline',
      summary: 'Get a customer’s timeline',
      about:
        'Everything that happened with a customer, over all contexts, the latest first. Refuses when there is no such customer.',
      paged: true,
      ofCustomer: true,
      refuses: problems,
    })
    timeline(
      @Id() id: string,
      @Query() { limit, cursor, ...criteria }: TimelineQuery,
      @MinPosition() minPosition?: Position,
    ): Promise<TimelinePage> {
      return this.queries.execute(new GetTimeline(id, criteria, limit, cursor, minPosition));
    }
  }
  return CustomerViewQueryController;
};
