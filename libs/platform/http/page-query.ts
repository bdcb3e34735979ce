import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Instant, Text, WholeParameter } from './fields.decorator.js';

/** The parameters of every query for a list. */
export class PageQuery {
  @WholeParameter({
    min: 1,
    max: 200,
    optional: true,
    description: 'Maximum number of items on the page; default: 50',
  })
  readonly limit: number = 50;

  @Text({ max: 2000, optional: true, description: 'nextCursor of the previous page' })
  readonly cursor?: string;
}

/** A time in a query arrives in UTC, as times are stored; what is no time stays as it is, and is refused. */
export const TimeParameter = (description: string): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      const time = typeof value === 'string' ? new Date(value) : undefined;
      return time && !Number.isNaN(time.getTime()) && String(value).includes('T')
        ? time.toISOString()
        : value;
    }),
    Instant({ optional: true, description }),
  );

/** The parameters of a query for a list of what happened at a time. */
export class TimeRangeQuery extends PageQuery {
  @TimeParameter('What happened at this time or later')
  readonly from?: string;

  @TimeParameter('What happened before this time')
  readonly before?: string;
}

/** The bounds of a time range as a filter says them; undefined when there are none. */
export const timeBounds = (
  from: string | undefined,
  before: string | undefined,
): Readonly<Record<string, string>> | undefined =>
  from === undefined && before === undefined
    ? undefined
    : { ...(from === undefined ? {} : { $gte: from }), ...(before === undefined ? {} : { $lt: before }) };
