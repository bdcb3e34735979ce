import { DomainCommand } from '../../event-sourcing/core.js';
import {
  CommandBody,
  Currency,
  Day,
  Flag,
  OneOf,
  type readModelProblems,
  routesWith,
  Text,
} from '../../platform/index.js';
import { type AnalyticsErrorCode } from '../analytics.errors.js';
import { type SchemeName, schemeNames } from '../segments/segment-rules.js';
import { type LifetimeValueFit, type TimeUnit, timeUnits } from './lifetime-value.events.js';

export class FitLifetimeValueBody extends CommandBody {
  @Day({
    optional: true,
    description: 'Only what had happened by the end of this day counts; default: today',
  })
  readonly asOf?: string;

  @OneOf(timeUnits, { optional: true, description: 'The unit of alpha; default: weeks' })
  readonly unit?: TimeUnit;

  @Currency({
    optional: true,
    description:
      'ISO 4217 code of the purchases that the fit is of; default: the currency that most customers bought in. Purchases in others are left out and counted',
  })
  readonly currency?: string;

  @Flag({
    optional: true,
    description:
      'Purchases in other currencies are converted to `currency`, each at the rate of its day, here and in predictions',
  })
  readonly convert?: boolean;

  @Text({
    optional: true,
    max: 100,
    description: 'Only customers of this segment, as of the day; default: all',
  })
  readonly segment?: string;

  @OneOf(schemeNames, { optional: true, description: 'What segments are made by; default: quintiles' })
  readonly scheme?: SchemeName;

  @Text({
    optional: true,
    max: 100,
    description:
      'The position that a command answered: the fit knows everything up to it; 503 if not reached in time',
  })
  readonly minPosition?: string;
}

/** Fits BG/NBD and Gamma-Gamma to the purchases of all customers, and records the result. */
export class FitLifetimeValue extends DomainCommand<FitLifetimeValueBody> {
  static readonly body = FitLifetimeValueBody;
  static readonly creates = true;
  readonly type = 'FitLifetimeValue';
}

/** The same command with what was measured for it. */
export class RecordLifetimeValueFit extends DomainCommand<LifetimeValueFit> {
  static readonly creates = true;
  readonly type = 'RecordLifetimeValueFit';
}

const route = routesWith<AnalyticsErrorCode | keyof typeof readModelProblems>();

export const lifetimeValueCommands = [
  route('models/lifetime-value/fits', FitLifetimeValue, {
    about:
      'Fits BG/NBD and Gamma-Gamma to the purchases of all customers, or of a segment, as of a day, in one currency, and keeps the fit. ' +
      'Refuses when the data can’t carry a fit.',
    refuses: [
      'currency-required',
      'rate-missing',
      'as-of-in-future',
      'data-cannot-carry-fit',
      'unknown-segment',
      'reports-busy',
      'report-interrupted',
      'position-ahead',
      'read-model-behind',
      'read-model-building',
      'read-store-unavailable',
    ],
    scope: 'crm:analytics',
    example: { asOf: '2026-03-31', unit: 'weeks' },
  }),
] as const;
