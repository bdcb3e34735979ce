import { type CustomerFiguresList } from '../../libs/analytics/customers/customers.answers.js';
import { type PipelineAnswer } from '../../libs/analytics/pipeline/pipeline.answers.js';
import { type PurchaseReportAnswer } from '../../libs/analytics/purchases/purchases.answers.js';
import { type SalesReportAnswer } from '../../libs/analytics/sales/sales.answers.js';
import { type CustomerProfile } from '../../libs/customer-view/profile.answers.js';
import { type TimelinePage } from '../../libs/customer-view/timeline.answers.js';
import { type CustomerList } from '../../libs/customers/customers.answers.js';
import { amountText } from '../../libs/platform/money/index.js';
import { type Questions } from './questions.js';
import { table } from './tables.js';

/** A question, its answer for programs, and for people. */
export interface Shown {
  readonly title: string;
  readonly path: string;
  readonly answer: unknown;
  readonly table: string;
}

/** What the demonstration asks, one after another. */
export async function* demoReport(questions: Questions): AsyncGenerator<Shown> {
  yield await found(questions);
  const { shown, best } = await bestCustomers(questions);
  yield shown;
  if (best !== undefined) yield await timeline(questions, best);
  yield await purchases(questions, 'Purchases by category', 'category');
  yield await purchases(questions, 'Purchases by quarter', 'quarter');
  yield await sales(questions);
  yield await pipeline(questions);
}

const found = async (questions: Questions): Promise<Shown> => {
  const path = '/v1/customers?name=王&limit=5';
  const answer = (await questions.ask(path)).json<CustomerList>();
  const rows = answer.items.map(({ name, kind, region = '', eMails, phones, owner = '' }) => [
    name,
    kind,
    region,
    eMails[0] ?? '',
    phones[0] ?? '',
    owner,
  ]);
  const shown = table(['name', 'kind', 'region', 'e-mail', 'phone', 'owner'], rows);
  return { title: 'Customers with a name that begins with 王', path, answer, table: shown };
};

const bestCustomers = async (questions: Questions): Promise<{ shown: Shown; best: string | undefined }> => {
  const path = '/v1/analytics/customers?sort=-spend&limit=5';
  const answer = (await questions.ask(path)).json<CustomerFiguresList>();
  const rows = [];
  for (const { customerId, frequency, recency, spend, lifetimeValue } of answer.items) {
    const { name } = (await questions.ask(`/v1/customers/${customerId}`)).json<CustomerProfile>();
    rows.push([
      name,
      frequency.orders,
      decimals(frequency.perMonth),
      decimals(frequency.meanDaysBetween),
      recency.lastOrder ?? '',
      amount(spend.net, spend.currency),
      amount(spend.averageOrder, spend.currency),
      amount(lifetimeValue.historic, lifetimeValue.currency),
    ]);
  }
  const header = ['customer', 'orders', 'a month', 'days between', 'last order'];
  const shown = table([...header, 'net spend', 'average order', 'lifetime value'], rows);
  return {
    shown: { title: 'Best customers: frequency, spend, lifetime value', path, answer, table: shown },
    best: answer.items[0]?.customerId,
  };
};

const timeline = async (questions: Questions, customerId: string): Promise<Shown> => {
  const path = `/v1/customers/${customerId}/timeline?limit=8`;
  const answer = (await questions.ask(path)).json<TimelinePage>();
  const rows = answer.items.map(({ occurredAt, kind, line }) => [occurredAt.slice(0, 16), kind, line]);
  return {
    title: 'What happened to the best of them',
    path,
    answer,
    table: table(['when', '', 'what'], rows),
  };
};

const purchases = async (questions: Questions, title: string, groupBy: string): Promise<Shown> => {
  const path = `/v1/analytics/purchases?groupBy=${groupBy}`;
  const answer = (await questions.ask(path)).json<PurchaseReportAnswer>();
  const rows = [...answer.groups, ...answer.totals.map((total) => ({ key: 'all', ...total }))].map(
    (figures) => [
      figures.key ?? '–',
      figures.customers,
      figures.orders,
      amount(figures.gross, figures.currency),
      amount(figures.refunded, figures.currency),
      amount(figures.net, figures.currency),
    ],
  );
  const shown = table([groupBy, 'customers', 'orders', 'gross', 'refunded', 'net'], rows);
  return { title, path, answer, table: shown };
};

const sales = async (questions: Questions): Promise<Shown> => {
  const path = '/v1/analytics/sales?groupBy=owner';
  const answer = (await questions.ask(path)).json<SalesReportAnswer>();
  const rows = [...answer.groups, ...answer.totals.map((total) => ({ key: 'all', ...total }))].map(
    (figures) => [
      figures.key ?? '–',
      figures.opened,
      figures.won,
      figures.lost,
      figures.winRate === null ? '' : `${decimals(figures.winRate * 100)} %`,
      amount(figures.revenue, figures.currency),
      amount(figures.meanDeal, figures.currency),
      decimals(figures.daysToClose.won.median),
    ],
  );
  const header = [
    'owner',
    'deals',
    'won',
    'lost',
    'win rate',
    'revenue',
    'mean deal',
    'days to win (median)',
  ];
  return { title: 'Deals by owner', path, answer, table: table(header, rows) };
};

const pipeline = async (questions: Questions): Promise<Shown> => {
  const path = '/v1/analytics/pipeline';
  const answer = (await questions.ask(path)).json<PipelineAnswer>();
  const rows = [...answer.groups, ...answer.totals.map((total) => ({ key: 'all', ...total }))].map(
    (figures) => [
      figures.key ?? '',
      figures.deals,
      amount(figures.amount, figures.currency),
      amount(figures.weighted, figures.currency),
    ],
  );
  return {
    title: 'The pipeline of open deals',
    path,
    answer,
    table: table(['stage', 'deals', 'amount', 'weighted'], rows),
  };
};

const amount = (minor: number | null, currency: string | null): string =>
  minor === null || currency === null ? '' : amountText(minor, currency);

const decimals = (number: number | null): string => (number === null ? '' : number.toFixed(1));
