import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { page, type Position, ReadModels } from '../../event-sourcing/core.js';
import { type TimelinePage } from '../customers.answers.js';
import { CustomerError } from '../customers.errors.js';
import { directory } from './directory.projection.js';
import { timeline, type TimelineKind } from './timeline.projection.js';

export interface TimelineCriteria {
  readonly kind?: TimelineKind | undefined;
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
  constructor(private readonly readModels: ReadModels) {}

  /**
   * @throws CustomerError `customer-not-found`
   * @throws InvalidCursorError when the cursor is none
   */
  async execute({ id, criteria, limit, cursor, minPosition }: GetTimeline): Promise<TimelinePage> {
    const options = minPosition === undefined ? {} : { minPosition };
    const customers = await this.readModels.open(directory, options);
    const entries = await this.readModels.open(timeline, options);
    if (!(await customers.get(id)))
      throw new CustomerError('customer-not-found', `there is no customer ${id}`);
    const { kind, channel } = criteria;
    const filter = {
      subject: id,
      ...(kind === undefined ? {} : { kind }),
      ...(channel === undefined ? {} : { channel }),
    };
    const found = await page(entries, filter, { sort: ['at', -1], limit, cursor });
    return {
      ...found,
      items: found.items.map(({ _id: position, subject: _subject, at, ...entry }) => ({
        occurredAt: at.slice(0, at.indexOf(' ')),
        position,
        ...entry,
      })),
    };
  }
}
