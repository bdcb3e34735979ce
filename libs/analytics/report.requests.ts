import { type Position } from '../event-sourcing/core.js';
import { Currency, Day } from '../platform/index.js';

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
  description:
    'Only what had happened by the end of this day, in the time zone of the answer, counts; default: today',
} as const;

export const timeZoneField = { description: 'Whose days these are: a name of the IANA database' } as const;

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
