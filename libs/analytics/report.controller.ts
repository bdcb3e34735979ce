import { type ProblemTable, QueryController } from '../platform/index.js';
import { type AnalyticsErrorCode } from './analytics.errors.js';

/** The HTTP status of each error of analytics. */
export const analyticsProblems = {
  'customer-not-found': 404,
  'currency-required': 400,
  'range-reversed': 422,
  'unknown-segment': 422,
  'reports-busy': 503,
  'fit-not-found': 404,
  'as-of-in-future': 422,
  'data-cannot-carry-fit': 422,
  'holdout-before-fit': 422,
} satisfies Record<AnalyticsErrorCode, number> & ProblemTable;

/** What a report is refused with beside what every query is: these codes, and that too many are being made. */
export const refusedWith = (...codes: readonly AnalyticsErrorCode[]): ProblemTable =>
  Object.fromEntries([...codes, 'reports-busy' as const].map((code) => [code, analyticsProblems[code]]));

/** A controller that answers one report at `/v1/analytics/<path>`. */
export const ReportController = (path: string): ClassDecorator =>
  QueryController(`analytics/${path}`, 'crm:analytics', analyticsProblems);
