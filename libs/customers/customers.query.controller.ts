import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import { Answers, Id, MinPosition, OneOf, PageQuery, QueryController, Text } from '../platform/index.js';
import { CustomerList, TimelinePage } from './customers.answers.js';
import { type CustomerKind, customerKinds } from './customers.events.js';
import { CustomerProfile } from './profile.answer.js';
import { type DirectorySort, directorySorts } from './read-models/directory.criteria.js';
import { FindCustomers } from './read-models/directory.query.js';
import { GetProfile } from './read-models/profile.query.js';
import { type TimelineKind, timelineKinds } from './read-models/timeline.projection.js';
import { GetTimeline } from './read-models/timeline.query.js';

/** Customers for whom all that is given holds. */
export class DirectoryQuery extends PageQuery {
  @Text({
    max: 200,
    optional: true,
    description:
      'The beginnings of words of the name; where it holds neither letters nor digits, nobody is found',
  })
  readonly name?: string;

  @Text({ max: 500, optional: true })
  readonly email?: string;

  @Text({ max: 100, optional: true, description: 'With its prefix: +49…' })
  readonly phone?: string;

  @Text({ max: 301, optional: true, description: 'The system and the id in it', example: 'erp:7' })
  readonly externalId?: string;

  @Text({ max: 100, optional: true })
  readonly tag?: string;

  @Text({ max: 200, optional: true })
  readonly owner?: string;

  @OneOf(customerKinds, { optional: true })
  readonly kind?: CustomerKind;

  @Text({ max: 100, optional: true })
  readonly region?: string;

  @OneOf(directorySorts, { optional: true, description: 'name when absent' })
  readonly sort: DirectorySort = 'name';
}

export class TimelineQuery extends PageQuery {
  @OneOf(timelineKinds, { optional: true })
  readonly kind?: TimelineKind;

  @Text({ max: 100, optional: true })
  readonly channel?: string;
}

@QueryController('customers', 'crm:read', { 'customer-not-found': 404 })
export class CustomerQueryController {
  constructor(private readonly queries: QueryBus) {}

  @Answers(CustomerList)
  find(
    @Query() { sort, limit, cursor, ...criteria }: DirectoryQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<CustomerList> {
    return this.queries.execute(new FindCustomers(criteria, sort, limit, cursor, minPosition));
  }

  @Answers(CustomerProfile, ':id')
  profile(@Id() id: string, @MinPosition() minPosition?: Position): Promise<CustomerProfile> {
    return this.queries.execute(new GetProfile(id, minPosition));
  }

  @Answers(TimelinePage, ':id/timeline')
  timeline(
    @Id() id: string,
    @Query() { limit, cursor, ...criteria }: TimelineQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<TimelinePage> {
    return this.queries.execute(new GetTimeline(id, criteria, limit, cursor, minPosition));
  }
}
