import { margin } from './analytics.settings.js';
import { type BoundedContext } from '../platform/index.js';
import { customerSpend } from './customers/customer-spend.projection.js';
import { CustomerAnalyticsController } from './customers/customers.query.controller.js';
import { GetCustomerFiguresHandler, ListCustomerFiguresHandler } from './customers/customers.query.js';
import { customerAttributes } from './facts/customer-attributes.projection.js';
import { dealFacts } from './facts/deal-facts.projection.js';
import { PipelineAnalyticsController } from './pipeline/pipeline.query.controller.js';
import { ReportPipelineHandler } from './pipeline/pipeline.query.js';
import { purchases } from './purchases/purchases.projection.js';
import { PurchaseAnalyticsController } from './purchases/purchases.query.controller.js';
import { ReportPurchasesHandler } from './purchases/purchases.query.js';
import { SalesAnalyticsController } from './sales/sales.query.controller.js';
import { ReportSalesHandler } from './sales/sales.query.js';

/** Figures over customers, purchases and deals together, built on the events of their contexts. */
export const analyticsContext: BoundedContext = {
  name: 'analytics',
  tags: {
    analytics: 'Reports as of any day: purchases, sales, the pipeline, the value of customers.',
  },
  settings: [margin],
  queryHandlers: [
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
  projections: [purchases, customerSpend, customerAttributes, dealFacts],
};
