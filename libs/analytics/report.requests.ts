import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, Matches } from 'class-validator';
import { type Position } from '../event-sourcing/core.js';
import { Currency, Day, Flag, namePattern, Text, WholeParameter } from '../platform/index.js';
import { rangeReversed } from './analytics.errors.js';

/** What every report takes. */
export interface ReportOptions {
  /** Only what had happened by the end of this day counts. */
  readonly asOf: string;
  /** Only amounts in this currency; absent: in each by itself, or where the answer can be in one alone, in the only one. */
  readonly currency?: string | undefined;
  /** Amounts in other currencies are converted to `currency`. */
  readonly convert?: boolean | undefined;
  /** Only what was recorded up to this position, or before the minute of this time (UTC), counts; absent: all. */
  readonly knownAt?: string | undefined;
  /** The read models must have passed this position. */
  readonly minPosition?: Position | undefined;
}

export const asOfField = {
  optional: true,
  description:
    'Only what had happened by the end of this day, in the time zone of the answer, counts; default: today',
} as const;

export const timeZoneField = { description: 'Whose days these are: a name of the IANA database' } as const;

export const logPositionField = {
  type: 'string',
  nullable: true,
  description: 'The answer holds every event up to this position, and none after it',
} as const;

export const currencyField = {
  optional: true,
  description: 'ISO 4217 code: only what is in this currency; each by itself when absent',
} as const;

const POSITION_OR_TIME = /^([0-9][0-9/]{0,99}|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z)$/;

/** A position or a time: what would have been answered then. */
export const KnownAt = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: 'string',
      pattern: namePattern(POSITION_OR_TIME.source, 'PositionOrTime', 'A position, or a time in UTC'),
      description:
        'Only what was recorded up to this position, or before this minute (UTC, as 2026-03-01T09:30Z), counts; default: everything',
    }),
    IsOptional(),
    Matches(POSITION_OR_TIME, {
      message: '$property must be a position as an answer gives it, or a time such as 2026-03-01T09:30Z',
    }),
  );

export class ReportQuery {
  @Day(asOfField)
  readonly asOf?: string;

  @KnownAt()
  readonly knownAt?: string;

  @Currency(currencyField)
  readonly currency?: string;
}

/** A switch in a query, where it arrives as text. */
export const FlagParameter = (options: Parameters<typeof Flag>[0]): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    Flag(options),
  );

export const ConvertParameter = (): PropertyDecorator =>
  FlagParameter({
    optional: true,
    description:
      'Amounts in other currencies are converted to `currency`, each at the rate of its day; refused where a rate is missing',
  });

/** Of reports that say amounts. */
export class ConvertibleQuery extends ReportQuery {
  @ConvertParameter()
  readonly convert?: boolean;
}

/** The first day of a span. */
export const FirstDay = (description = 'The first day that counts'): PropertyDecorator =>
  Day({ optional: true, description });

/** The last day of a span, which is in it. */
export const LastDay = (description = 'The last day that counts; default: asOf'): PropertyDecorator =>
  Day({ optional: true, description });

/** Open at both ends. */
interface Range {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * The days that a query asks for.
 * @throws AnalyticsError `range-reversed`
 */
export function rangeOf({ from, to }: Range): Range {
  if (from !== undefined && to !== undefined && from > to) throw rangeReversed(from, to);
  return { from, to };
}

/** The number of items on a page of a list. */
export const Limit = (): PropertyDecorator =>
  WholeParameter({
    min: 1,
    max: 1_000,
    optional: true,
    description: 'Maximum number of items on the page; default: 50',
  });

export const Cursor = (): PropertyDecorator =>
  Text({ max: 2_000, optional: true, description: 'nextCursor of the previous page' });
