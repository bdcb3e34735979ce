import { reportPurchases } from './purchases/purchases.report.js';
import { reportMoves, reportRfm, reportSegments } from './segments/segments.report.js';
import { reportLifecycle, reportStages } from './lifecycle/lifecycle.report.js';

/** The reports that are answered beside the serving thread, by name; each a function of its question and the base. */
export const reports = {
  purchases: reportPurchases,
  rfm: reportRfm,
  segments: reportSegments,
  moves: reportMoves,
  stages: reportStages,
  lifecycle: reportLifecycle,
};

export type ReportName = keyof typeof reports;
export type AskOf<Name extends ReportName> = Parameters<(typeof reports)[Name]>[0];
export type ReportOf<Name extends ReportName> = Awaited<ReturnType<(typeof reports)[Name]>>;
