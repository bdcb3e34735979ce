import { margin, rfmThresholds, segments } from './analytics.settings.js';
import { type BoundedContext, readModelProblems, settingOf, timeZone } from '../platform/index.js';
import { CohortController } from './cohorts/cohorts.query.controller.js';
import { CustomerAnalyticsController } from './customers/customers.query.controller.js';
import { GetCustomerFiguresHandler, ListCustomerFiguresHandler } from './customers/customers.query.js';
import { BasketController } from './baskets/baskets.query.controller.js';
import { DistributionController } from './distributions/distributions.query.controller.js';
import { LifecycleController } from './lifecycle/lifecycle.query.controller.js';
import { PipelineAnalyticsController } from './pipeline/pipeline.query.controller.js';
import { Moments } from './facts/moments.js';
import { projectionsIn } from './projections.js';
import { PurchaseAnalyticsController } from './purchases/purchases.query.controller.js';
import { analyticsProblems } from './report.controller.js';
import { RfmController, SegmentsController } from './segments/segments.query.controller.js';
import { BaseReports } from './threads/base-reports.js';
import { ReadyReports } from './threads/ready-reports.js';
import { ReportThread } from './threads/report-thread.js';
import { Reporting } from './reporting.js';
import { SalesAnalyticsController } from './sales/sales.query.controller.js';
import { exchangeRateCommands } from './rates/exchange-rates.commands.js';
import { exchangeRateDecider } from './rates/exchange-rates.decider.js';
import { ExchangeRatesController } from './rates/exchange-rates.query.controller.js';
import { handlersOf } from '../event-sourcing/nest.js';
import { DefinedSegments } from './segments/defined/defined-segments.js';
import { DefinedSegmentsController } from './segments/defined/defined-segments.query.controller.js';
import { segmentCommands } from './segments/defined/segments.commands.js';
import { segmentDecider } from './segments/defined/segments.decider.js';
import { lifetimeValueCommands } from './value/lifetime-value.commands.js';
import { lifetimeValueDecider } from './value/lifetime-value.decider.js';
import { FitLifetimeValueHandler } from './value/lifetime-value.handlers.js';
import { LifetimeValueFits } from './value/lifetime-value-fits.js';
import { LifetimeValueMeasurement } from './value/lifetime-value.measurement.js';
import { LifetimeValueController } from './value/lifetime-value.query.controller.js';

/** Figures over customers, purchases and deals together, built on the events of their contexts. */
export const analyticsContext: BoundedContext = {
  name: 'analytics',
  tags: {
    analytics: 'Reports as of any day: purchases, sales, the pipeline, the value of customers.',
  },
  settings: [margin, timeZone, segments, rfmThresholds],
  queryHandlers: [
    DefinedSegments,
    Reporting,
    LifetimeValueFits,
    Moments,
    ReportThread,
    BaseReports,
    ReadyReports,
    GetCustomerFiguresHandler,
    ListCustomerFiguresHandler,
  ],
  queryControllers: [
    CustomerAnalyticsController,
    PurchaseAnalyticsController,
    DistributionController,
    BasketController,
    SalesAnalyticsController,
    PipelineAnalyticsController,
    LifetimeValueController,
    CohortController,
    RfmController,
    SegmentsController,
    DefinedSegmentsController,
    ExchangeRatesController,
    LifecycleController,
  ],
  configured: (config) => {
    const rules = Object.values(settingOf(config, segments)).flat();
    const segmentRules = segmentDecider(rules.map(({ name }) => name));
    return {
      deciders: [lifetimeValueDecider, segmentRules, exchangeRateDecider],
      commands: {
        table: [...lifetimeValueCommands, ...segmentCommands, ...exchangeRateCommands],
        handlers: [
          ...handlersOf(segmentRules, segmentCommands),
          ...handlersOf(exchangeRateDecider, exchangeRateCommands),
          FitLifetimeValueHandler,
          LifetimeValueMeasurement,
          BaseReports,
          DefinedSegments,
          Moments,
          ReportThread,
          Reporting,
        ],
        problems: { ...analyticsProblems, ...readModelProblems },
      },
      projections: Object.values(projectionsIn(settingOf(config, timeZone))),
    };
  },
};
