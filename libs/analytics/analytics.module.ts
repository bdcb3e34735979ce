import { margin, timeZone } from './analytics.settings.js';
import { type BoundedContext, settingOf } from '../platform/index.js';
import { CustomerAnalyticsController } from './customers/customers.query.controller.js';
import { GetCustomerFiguresHandler, ListCustomerFiguresHandler } from './customers/customers.query.js';
import { PipelineAnalyticsController } from './pipeline/pipeline.query.controller.js';
import { ReportPipelineHandler } from './pipeline/pipeline.query.js';
import { projectionsIn } from './projections.js';
import { PurchaseAnalyticsController } from './purchases/purchases.query.controller.js';
import { ReportPurchasesHandler } from './purchases/purchases.query.js';
import { Reporting } from './reporting.js';
import { SalesAnalyticsController } from './sales/sales.query.controller.js';
import { ReportSalesHandler } from './sales/sales.query.js';

/** Figures over customers, purchases and deals together, built on the events of their contexts. */
export const analyticsContext: BoundedContext = {
  name: 'analytics',
  settings: [margin, timeZone],
  queryHandlers: [
    Reporting,
    GetCustomerFiguresHandler,
    ListCustomerFiguresHandler,
    ReportPurchasesHandler,
    ReportSalesHandler,
    ReportPipelineHandler,
  ],
  queryControllers: [
    CustomerAnalyticsController,
    PurchaseAnalyticsController,
    SalesAnalyticsController,
    PipelineAnalyticsController,
  ],
  configured: (config) => ({ projections: Object.values(projectionsIn(settingOf(config, timeZone))) }),
};
