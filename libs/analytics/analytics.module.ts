import { margin, rfmThresholds, segments, timeZone } from './analytics.settings.js';
import { type BoundedContext, settingOf } from '../platform/index.js';
import { CustomerAnalyticsController } from './customers/customers.query.controller.js';
import { GetCustomerFiguresHandler, ListCustomerFiguresHandler } from './customers/customers.query.js';
import { LifecycleController } from './lifecycle/lifecycle.query.controller.js';
import { PipelineAnalyticsController } from './pipeline/pipeline.query.controller.js';
import { ReportPipelineHandler } from './pipeline/pipeline.query.js';
import { projectionsIn } from './projections.js';
import { PurchaseAnalyticsController } from './purchases/purchases.query.controller.js';
import { RfmController, SegmentsController } from './segments/segments.query.controller.js';
import { BaseReports } from './threads/base-reports.js';
import { ReportThread } from './threads/report-thread.js';
import { Reporting } from './reporting.js';
import { SalesAnalyticsController } from './sales/sales.query.controller.js';
import { ReportSalesHandler } from './sales/sales.query.js';

/** Figures over customers, purchases and deals together, built on the events of their contexts. */
export const analyticsContext: BoundedContext = {
  name: 'analytics',
  settings: [margin, timeZone, segments, rfmThresholds],
  queryHandlers: [
    Reporting,
    ReportThread,
    BaseReports,
    GetCustomerFiguresHandler,
    ListCustomerFiguresHandler,
    ReportSalesHandler,
    ReportPipelineHandler,
  ],
  queryControllers: [
    CustomerAnalyticsController,
    PurchaseAnalyticsController,
    SalesAnalyticsController,
    PipelineAnalyticsController,
    RfmController,
    SegmentsController,
    LifecycleController,
  ],
  configured: (config) => ({ projections: Object.values(projectionsIn(settingOf(config, timeZone))) }),
};
