import { type Position } from '../event-sourcing/core.js';
import { Currency, Day } from '../platform/index.js';
import { dayOf } from './days.js';

/** What every report takes. */
export interface ReportOptions {
  /** Only what had happened by the end of this day counts. */
  readonly asOf: string;
  /** Required if there are amounts in several currencies. */
  readonly currency?: string | undefined;
  /** The read models must have passed this position. */
  readonly minPosition?: Position | undefined;
}

export const asOfField = {
  optional: true,
  description: 'Only what had happened by the end of this day (UTC) counts; default: today',
} as const;

export const currencyField = {
  optional: true,
  description: 'ISO 4217 code; required if there are amounts in several currencies',
} as const;

export class ReportQuery {
  @Day(asOfField)
  readonly asOf?: string;

  @Currency(currencyField)
  readonly currency?: string;
}

/** The options of a query; `now` gives the day if the query names none. */
export const reportOptions = (
  { asOf, currency }: ReportQuery,
  minPosition: Position | undefined,
  now: Date,
): ReportOptions => ({ asOf: asOf ?? dayOf(now.toISOString()), currency, minPosition });
