import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { InvalidCursorError, type Position, ReadModels } from '../../event-sourcing/core.js';
import { type ActivityCounts, type ActivityReport } from '../interactions.answers.js';
import { ActivityError } from '../interactions.errors.js';
import { activity, type ActivityGroup } from './activity.projection.js';

/** Interactions that happened from one day to another, both included; undefined: from the first, to the last. */
export class GetActivity extends Query<ActivityReport> {
  constructor(
    readonly groupBy: ActivityGroup,
    readonly from?: string,
    readonly to?: string,
    readonly page: { readonly limit?: number; readonly cursor?: string | undefined } = {},
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const nothing: ActivityCounts = { interactions: 0, inbound: 0, outbound: 0, durationSeconds: 0 };

const sum = (a: ActivityCounts, b: ActivityCounts): ActivityCounts => ({
  interactions: a.interactions + b.interactions,
  inbound: a.inbound + b.inbound,
  outbound: a.outbound + b.outbound,
  durationSeconds: a.durationSeconds + b.durationSeconds,
});

/** A page ends with a group; the cursor is its key. */
const cursorOf = (key: string): string => Buffer.from(JSON.stringify([key])).toString('base64url');

/** @throws InvalidCursorError */
const keyIn = (cursor: string): string => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 1 && typeof parts[0] === 'string') return parts[0];
  } catch {
    // Said below.
  }
  throw new InvalidCursorError('the cursor is none of ours');
};

@QueryHandler(GetActivity)
export class GetActivityHandler implements IQueryHandler<GetActivity> {
  constructor(private readonly readModels: ReadModels) {}

  /**
   * @throws ActivityError `range-reversed`
   * @throws InvalidCursorError when the cursor is none of ours
   */
  async execute({ groupBy, from, to, page, minPosition }: GetActivity): Promise<ActivityReport> {
    if (from !== undefined && to !== undefined && from > to) {
      const message = `from (${from}) must not be after to (${to})`;
      throw new ActivityError('range-reversed', message, [{ field: 'from', message }]);
    }
    const model = await this.readModels.open(activity, minPosition === undefined ? {} : { minPosition });
    const days = await model.find({
      by: groupBy,
      day: { $gte: from ?? '', ...(to === undefined ? {} : { $lte: to }) },
    });
    const sums = new Map<string, ActivityCounts>();
    for (const day of days) sums.set(day.key, sum(sums.get(day.key) ?? nothing, day));
    const groups = [...sums]
      .filter(([, { interactions }]) => interactions > 0)
      .map(([key, counts]) => ({ key, ...counts }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const { limit = groups.length, cursor } = page;
    const beyond = cursor === undefined ? 0 : groups.findIndex(({ key }) => key > keyIn(cursor));
    const shown = beyond === -1 ? [] : groups.slice(beyond, beyond + limit);
    const last = shown.at(-1);
    return {
      groupBy,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      groups: shown,
      ...(last && last.key !== groups.at(-1)?.key ? { nextCursor: cursorOf(last.key) } : {}),
      ...(model.position === undefined ? {} : { logPosition: model.position }),
      total: groups.reduce(sum, nothing),
    };
  }
}
