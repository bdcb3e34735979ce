import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Position, ReadModels } from '../../event-sourcing/core.js';
import { listPage } from '../../platform/index.js';
import { customerNotFound } from '../customer-view.errors.js';
import { type TimelinePage } from '../timeline.answers.js';
import { TIMELINE } from '../tokens.js';
import { profile } from './profile.projection.js';
import { type Timeline } from './timeline.projection.js';

export interface TimelineCriteria {
  readonly kind?: string | undefined;
  readonly channel?: string | undefined;
}

/** What happened to a customer, the latest first. */
export class GetTimeline extends Query<TimelinePage> {
  constructor(
    readonly id: string,
    readonly criteria: TimelineCriteria,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(TIMELINE) private readonly timeline: Timeline,
  ) {}

  /**
   * @throws CustomerViewError `customer-not-found`
   * @throws InvalidCursorError when the cursor is none
   */
  async execute({ id, criteria, limit, cursor, minPosition }: GetTimeline): Promise<TimelinePage> {
    const options = minPosition === undefined ? {} : { minPosition };
    const profiles = await this.readModels.open(profile, options);
    const entries = await this.readModels.open(this.timeline, options);
    if (!(await profiles.get(id))) throw customerNotFound(id);
    const { kind, channel } = criteria;
    const filter = {
      subject: id,
      ...(kind === undefined ? {} : { kind }),
      ...(channel === undefined ? {} : { channel }),
    };
    return listPage(
      entries,
      filter,
      { sort: ['at', -1], limit, cursor },
      ({ _id: position, subject: _subject, whose: _whose, at, ...entry }) => ({
        occurredAt: at.slice(0, at.indexOf(' ')),
        position,
        ...entry,
      }),
    );
  }
}
