import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import {
  Answers,
  AnswersWithCsv,
  type CsvTable,
  Day,
  Id,
  InstantOrDay,
  MinPosition,
  OneOf,
  PageQuery,
  QueryController,
  Text,
  TimeRangeQuery,
  Uuid,
} from '../platform/index.js';
import { InteractionAnswer, InteractionList } from './interaction.answer.js';
import { type ActivityErrorCode } from './interactions.errors.js';
import { type Channel, channels } from './interactions.events.js';
import { ActivityReport, FollowUpList } from './interactions.answers.js';
import { type ActivityGroup, activityGroups } from './read-models/activity.projection.js';
import { GetActivity } from './read-models/activity.query.js';
import { type FollowUpStatus, followUpStatuses, ListFollowUps } from './read-models/follow-ups.query.js';
import { FindInteractions, GetInteraction } from './read-models/interactions.query.js';

export class ActivityQuery extends PageQuery {
  @OneOf(activityGroups, { optional: true, description: 'day when absent' })
  readonly groupBy: ActivityGroup = 'day';

  @Day({ optional: true, description: 'The first day' })
  readonly from?: string;

  @Day({ optional: true, description: 'The last day' })
  readonly to?: string;
}

export class FollowUpQuery extends PageQuery {
  @OneOf(followUpStatuses, {
    optional: true,
    description: 'due: the time has not come yet; overdue: it has passed; open, as when absent: either',
  })
  readonly status: FollowUpStatus = 'open';

  @InstantOrDay({
    optional: true,
    description: 'As things stood at this time, or at the end of this day (UTC); now when absent',
  })
  readonly asOf?: string;

  @Text({ max: 200, optional: true, description: 'Follow-ups that this one of us is to do' })
  readonly agent?: string;
}

const activityTable: CsvTable<ActivityReport> = {
  columns: ['key', 'interactions', 'inbound', 'outbound', 'durationSeconds'],
  rows: ({ groups }) => groups,
};

const followUpTable: CsvTable<FollowUpList> = {
  columns: [
    ...['followUpId', 'interactionId', 'customerId', 'channel', 'scheduledAt', 'dueAt', 'overdue', 'agent'],
    'note',
  ],
  rows: ({ items }) => items,
};

const interactionTable: CsvTable<InteractionList> = {
  columns: [
    ...['id', 'revision', 'customerId', 'happenedAt', 'channel', 'direction', 'durationSeconds', 'agent'],
    ...['subject', 'content', 'dealId', 'feedback.csat', 'feedback.nps', 'feedback.comment'],
  ],
  rows: ({ items }) => items,
};

const activityProblems = { 'range-reversed': 422 } satisfies Record<ActivityErrorCode, number>;

class InteractionsQuery extends TimeRangeQuery {
  @Uuid({ optional: true, description: 'Interactions with this customer' })
  readonly customerId?: string;

  @Text({ max: 200, optional: true, description: 'Who of us took part' })
  readonly agent?: string;

  @OneOf(channels, { optional: true, description: 'Interactions by this channel' })
  readonly channel?: Channel;

  @Text({
    max: 200,
    optional: true,
    personal: true,
    description:
      'Words of the subject and the content, all of them, whole; without regard to case and accents',
  })
  readonly words?: string;
}

@QueryController('activity', 'crm:read', activityProblems)
export class ActivityQueryController {
  constructor(private readonly queries: QueryBus) {}

  @AnswersWithCsv(ActivityReport, activityTable, {
    id: 'reportActivity',
    summary: 'Report activity',
    about:
      'Counts interactions by day, agent or channel, with their time and feedback. Refuses when the last day is before the first.',
    paged: true,
    refuses: activityProblems,
  })
  activity(
    @Query() { groupBy, from, to, limit, cursor }: ActivityQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<ActivityReport> {
    return this.queries.execute(new GetActivity(groupBy, from, to, { limit, cursor }, minPosition));
  }
}

@QueryController('follow-ups', 'crm:read')
export class FollowUpQueryController {
  constructor(private readonly queries: QueryBus) {}

  @AnswersWithCsv(FollowUpList, followUpTable, {
    id: 'listFollowUps',
    summary: 'List follow-ups',
    about: 'Follow-ups as things stood at a time, those due first at the front.',
    paged: true,
  })
  followUps(
    @Query() { limit, cursor, ...criteria }: FollowUpQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<FollowUpList> {
    return this.queries.execute(new ListFollowUps(criteria, limit, cursor, minPosition));
  }
}

const problems = { 'interaction-not-found': 404 } as const;

@QueryController('interactions', 'crm:read', problems)
export class InteractionQueryController {
  constructor(private readonly queries: QueryBus) {}

  @AnswersWithCsv(InteractionList, interactionTable, {
    id: 'listInteractions',
    summary: 'List interactions',
    about: 'Interactions for which all that is given holds, those that took place last first.',
    paged: true,
  })
  interactions(
    @Query() { limit, cursor, ...criteria }: InteractionsQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<InteractionList> {
    return this.queries.execute(new FindInteractions(criteria, limit, cursor, minPosition));
  }

  @Answers(InteractionAnswer, {
    path: ':id',
    id: 'getInteraction',
    summary: 'Get an interaction',
    about:
      'An interaction as it stands, with its follow-ups and feedback. Refuses when there is none with the id.',
    tagged: 'revision',
    refuses: problems,
  })
  interaction(@Id() id: string, @MinPosition() minPosition?: Position): Promise<InteractionAnswer> {
    return this.queries.execute(new GetInteraction(id, minPosition));
  }
}
