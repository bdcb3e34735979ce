import { type Base, type Tables } from './base/base.js';
import { reportBaskets } from './baskets/baskets.report.js';
import { reportCohorts } from './cohorts/cohorts.report.js';
import { reportFigures, reportFiguresOf } from './customers/figures.report.js';
import { reportSpends } from './customers/spends.report.js';
import { reportDistributions } from './distributions/distributions.report.js';
import { reportLifecycle, reportStages } from './lifecycle/lifecycle.report.js';
import { reportPipeline } from './pipeline/pipeline.report.js';
import { type KeptReports } from './kept-reports.js';
import { reportPurchases } from './purchases/purchases.report.js';
import { reportSales } from './sales/sales.report.js';
import { reportMembers } from './segments/defined/members.report.js';
import { reportMoves } from './segments/moves.report.js';
import { reportRfm, reportSegments } from './segments/segments.report.js';
import { reportFit } from './value/fit.report.js';
import {
  reportPrediction,
  reportPredictions,
  reportTotals,
  reportValidation,
} from './value/prediction.report.js';

/** The tables that a report reads: they are brought up to date before it is made. */
export type TableName = keyof Tables;

/** `kept`: absent where what is known now doesn't count. */
type MakeReport<Ask, Answer> = (ask: Ask, base: Base, kept?: KeptReports) => Promise<Answer>;

interface Report<Ask, Answer> {
  readonly make: MakeReport<Ask, Answer>;
  readonly reads: readonly TableName[];
}

const reading =
  (...reads: readonly TableName[]) =>
  <Ask, Answer>(make: MakeReport<Ask, Answer>): Report<Ask, Answer> => ({ make, reads });

const ofPurchases = reading('purchases');
const ofCustomers = reading('purchases', 'customers');
const ofDeals = reading('deals', 'customers');
const ofDealsAndPurchases = reading('deals', 'customers', 'purchases');

/** The reports that are answered beside the serving thread, by name; each a function of its question and the base. */
export const reports = {
  purchases: ofCustomers(reportPurchases),
  distribution: ofCustomers(reportDistributions),
  baskets: ofCustomers(reportBaskets),
  rfm: ofCustomers(reportRfm),
  segments: ofCustomers(reportSegments),
  members: ofCustomers(reportMembers),
  moves: ofCustomers(reportMoves),
  stages: ofCustomers(reportStages),
  lifecycle: ofCustomers(reportLifecycle),
  spends: ofPurchases(reportSpends),
  figures: ofCustomers(reportFigures),
  figuresOf: ofPurchases(reportFiguresOf),
  cohorts: ofCustomers(reportCohorts),
  fit: ofCustomers(reportFit),
  prediction: ofPurchases(reportPrediction),
  predictions: ofCustomers(reportPredictions),
  totals: ofCustomers(reportTotals),
  validation: ofCustomers(reportValidation),
  sales: ofDeals(reportSales),
  salesOfBuyers: ofDealsAndPurchases(reportSales),
  pipeline: ofDeals(reportPipeline),
  pipelineOfBuyers: ofDealsAndPurchases(reportPipeline),
};

export type ReportName = keyof typeof reports;
export type AskOf<Name extends ReportName> = Parameters<(typeof reports)[Name]['make']>[0];
export type ReportOf<Name extends ReportName> = Awaited<ReturnType<(typeof reports)[Name]['make']>>;
