import { type ProblemTable, QueryController } from '../platform/index.js';
import { type AnalyticsErrorCode } from './analytics.errors.js';

/** The HTTP status of each error of analytics. */
export const analyticsProblems = {
  'customer-not-found': 404,
  'currency-required': 400,
  'range-reversed': 422,
  'unknown-segment': 422,
  'nothing-to-compare-with': 422,
  'reports-busy': 503,
  'report-interrupted': 503,
  'fit-not-found': 404,
  'as-of-in-future': 422,
  'data-cannot-carry-fit': 422,
  'holdout-before-fit': 422,
  'segment-already-defined': 409,
  'segment-not-found': 404,
  'segment-retired': 409,
  'segment-invalid': 422,
  'occurred-before-last': 422,
  'rate-invalid': 422,
  'rate-missing': 422,
  'masked-field': 403,
} satisfies Record<AnalyticsErrorCode, number> & ProblemTable;

/** What any report may be refused with. */
const ofEveryReport = ['reports-busy', 'report-interrupted'] as const;

/** What a report is refused with beside what every query is: these codes, and what any report may be refused with. */
export const refusedWith = (...codes: readonly AnalyticsErrorCode[]): ProblemTable =>
  Object.fromEntries([...codes, ...ofEveryReport].map((code) => [code, analyticsProblems[code]]));

/** A controller that answers one report at `/v1/analytics/<path>`. */
export const ReportController = (path: string): ClassDecorator =>
  QueryController(`analytics/${path}`, 'crm:analytics', analyticsProblems);
