import { type ProblemTable, QueryController } from '../platform/index.js';
import { type AnalyticsErrorCode } from './analytics.errors.js';

const statuses = {
  'customer-not-found': 404,
  'currency-required': 400,
  'range-reversed': 422,
  'unknown-segment': 422,
  'reports-busy': 503,
} satisfies Record<AnalyticsErrorCode, number> & ProblemTable;

/** A controller that answers one report at `/v1/analytics/<path>`. */
export const ReportController = (path: string): ClassDecorator =>
  QueryController(`analytics/${path}`, 'crm:analytics', statuses);
