import { type BoundedContext } from '../platform/index.js';
import { AnalyticsQueryController } from './analytics.query.controller.js';
import { customerAttributes } from './read-models/customer-attributes.projection.js';
import { customerSpend } from './read-models/customer-spend.projection.js';
import { GetCustomerFiguresHandler, ListCustomerFiguresHandler } from './read-models/customers.query.js';
import { dealFacts } from './read-models/deal-facts.projection.js';
import { ReportPipelineHandler } from './read-models/pipeline.query.js';
import { purchases } from './read-models/purchases.projection.js';
import { ReportPurchasesHandler } from './read-models/purchases.query.js';
import { ReportSalesHandler } from './read-models/sales.query.js';

/** Figures over customers, purchases and deals together, built on the events of their contexts. */
export const analyticsContext: BoundedContext = {
  name: 'analytics',
  deciders: [],
  queryHandlers: [
    GetCustomerFiguresHandler,
    ListCustomerFiguresHandler,
    ReportPurchasesHandler,
    ReportSalesHandler,
    ReportPipelineHandler,
  ],
  queryControllers: [AnalyticsQueryController],
  projections: [purchases, customerSpend, customerAttributes, dealFacts],
  reactions: [],
};
