import { type CsvTable } from '../platform/index.js';
import { type CustomerFigures, type CustomerFiguresList } from './reports/customer.answers.js';
import { type PipelineAnswer } from './reports/pipeline.answers.js';
import { type PurchaseReportAnswer } from './reports/purchase.answers.js';
import { type SalesReportAnswer } from './reports/sales.answers.js';

/** The columns of the answers as CSV: a report's total is left out, so that a column can be summed up. */

const customerColumns = [
  'customerId',
  'asOf',
  'position',
  'frequency.orders',
  'frequency.purchaseDays',
  'frequency.perMonth',
  'frequency.meanDaysBetween',
  'recency.firstOrder',
  'recency.lastOrder',
  'recency.daysSince',
  'spend.currency',
  'spend.gross',
  'spend.refunded',
  'spend.net',
  'spend.averageOrder',
  'lifetimeValue.currency',
  'lifetimeValue.historic',
];

export const customerTable: CsvTable<CustomerFigures> = {
  columns: customerColumns,
  rows: (figures) => [figures],
};

export const customersTable: CsvTable<CustomerFiguresList> = {
  columns: customerColumns,
  rows: ({ items }) => items,
};

export const purchasesTable: CsvTable<PurchaseReportAnswer> = {
  columns: ['key', 'customers', 'orders', 'purchaseDays', 'currency', 'gross', 'refunded', 'net'],
  rows: ({ groups }) => groups,
};

export const salesTable: CsvTable<SalesReportAnswer> = {
  columns: [
    'key',
    'name',
    'opened',
    'won',
    'lost',
    'open',
    'winRate',
    'revenue',
    'meanDeal',
    'daysToClose.won.mean',
    'daysToClose.won.median',
    'daysToClose.lost.mean',
    'daysToClose.lost.median',
    'currency',
  ],
  rows: ({ groups }) => groups,
};

export const pipelineTable: CsvTable<PipelineAnswer> = {
  columns: ['stage', 'deals', 'amount', 'weighted'],
  rows: ({ stages }) => stages,
};
