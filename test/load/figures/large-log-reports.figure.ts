import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chunksOf } from '../../../libs/analytics/facts/moment.js';
import { purchaseDimensions } from '../../../libs/analytics/purchases/purchase-dimensions.js';
import { purchasesIn } from '../../../libs/analytics/purchases/purchases.projection.js';
import { dayText, dayNumber } from '../../../libs/analytics/facts/epoch-days.js';
import { utc } from '../../../libs/platform/time-zone.js';
import { ReadModels } from '../../../libs/event-sourcing/core.js';
import { EmbeddedReadStore } from '../../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';
import { type BenchContext, type Figure, type Measurement } from '../figure.js';
import { eventsFolderOf } from '../large-log.js';
import { paced99 } from '../paced.js';
import { fillManyOrders, type ManyOrders } from '../many-orders.js';
import { type Served } from '../requests.js';
import { metricOf, untilItRests } from '../service-metrics.js';
import { inTurns, median } from '../turns.js';
import { REPORT, type Reporting, serviceOn } from './reporting-service.js';

/** Orders of each customer, on the average. */
const ORDERS = 10;

/** What is measured of one service, because its read models take long to be built. */
interface Measured {
  readonly ranked: Measurement;
  readonly today: Measurement;
  readonly past: Measurement;
  readonly held: Measurement;
  readonly first: Measurement;
}

/** Of requests at so many a second, for four seconds. */
const p99 = (served: Served, rate: number, pathOf: (index: number) => string) => () =>
  paced99(served, rate, 4, (index) => ({ path: pathOf(index) }));

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** By a connection of its own: one that has been idle may be closed just when it is used again. */
const get = async ({ address, authorization }: Served, path: string, accept = '*/*'): Promise<void> => {
  const answer = await fetch(`${address}${path}`, {
    headers: { ...authorization, accept, connection: 'close' },
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}`);
};

const RANKED_LIST = '/v1/analytics/customers?sort=-spend&currency=EUR';
const LISTS = 100;

const ofRankedList = (service: Reporting): Promise<Measurement> =>
  inTurns(
    'ms, p99',
    5,
    p99(service, LISTS, () => RANKED_LIST),
    p99(service, LISTS, service.lookup),
    3,
  );

const ofToday = (service: Reporting): Promise<Measurement> =>
  inTurns(
    'ms, p99',
    5,
    p99(service, 10, () => REPORT),
    p99(service, 10, service.lookup),
  );

/** Each report is of another day, so that none is kept. */
const ofPastDays = async (service: Reporting, folder: string): Promise<Measurement> => {
  const store = await EmbeddedReadStore.open(join(folder, 'read-models'), { readOnly: true });
  const facts = await new ReadModels(store).open(purchasesIn(utc));
  const last = dayNumber('2025-12-01');
  let asked = 0;
  const result = await inTurns(
    'ms',
    5,
    () =>
      timed(() => {
        asked += 1;
        return get(service, `${REPORT}&asOf=${dayText(last - 17 * asked)}`);
      }),
    () =>
      timed(async () => {
        for await (const _ of chunksOf(facts, {}));
      }),
  );
  await store.close();
  return result;
};

const longest = '/v1/analytics/purchases?groupBy=day&emptyPeriods=true&compareTo=previous&currency=EUR';
/** Half a century of days, most of them empty: 12 MB. */
const halfACentury = `${longest}&from=1970-01-01`;
/** Lists within a list: 11 MB. */
const triangle = '/v1/analytics/cohorts?period=day&periods=400&currency=EUR';
/** For comparison: the service itself, as it is on this machine. */
const NOTHING = '/health/live';
/** Reports of all kinds, long ones among them. */
const various = [
  [NOTHING],
  [longest],
  [longest, 'text/csv'],
  [longest, 'application/x-ndjson'],
  [halfACentury],
  [halfACentury, 'text/csv'],
  [halfACentury, 'application/x-ndjson'],
  [triangle],
  [triangle, 'text/csv'],
  ['/v1/analytics/purchases?groupBy=day&thenBy=region&currency=EUR'],
  ['/v1/analytics/cohorts?period=month&currency=EUR'],
  ['/v1/analytics/segments?currency=EUR'],
  ['/v1/analytics/rfm?currency=EUR'],
  ['/v1/analytics/sales?groupBy=owner'],
  ['/v1/analytics/lifecycle?currency=EUR'],
  ['/v1/analytics/customers?sort=-spend&currency=EUR&asOf=2024-06-30'],
] as const;

/** No report may hold the loop longer, in milliseconds. */
const LONGEST_HELD = 50;
const ROUNDS = 5;

/** How long a report of each kind held the loop, the median of some rounds: the most of them ÷ the most that it may be. */
const heldByReports = async (service: Reporting): Promise<Measurement> => {
  // Asking for figures sets them back.
  const longestHeld = () => metricOf(service, 'nodejs_eventloop_lag_max_seconds');
  const held = various.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [at, [path, accept]] of various.entries()) {
      await longestHeld();
      await get(service, path, accept);
      held[at]?.push(1_000 * (await longestHeld()));
    }
  const medians = held.map(median);
  const [idle = 0] = medians;
  const most = Math.max(...medians);
  const by = (various[medians.indexOf(most)] ?? []).join(' as ');
  const note = `most by ${by}; ${Math.round(idle)} ms by none`;
  return { left: most, right: LONGEST_HELD, ratio: most / LONGEST_HELD, unit: 'ms', note };
};

/** The first answer of each grouping after a start, when the service has made ready what it can. */
const firstAnswers = async (service: Reporting): Promise<Measurement> => {
  // It begins after ten seconds.
  await delay(12_000);
  await untilItRests(service);
  const right = await p99(service, 10, service.lookup)();
  let [most, by] = [0, ''];
  for (const groupBy of purchaseDimensions.filter((each) => each !== 'segment')) {
    const took = await timed(() => get(service, `/v1/analytics/purchases?groupBy=${groupBy}`));
    if (took > most) [most, by] = [took, groupBy];
  }
  return { left: most, right, ratio: most / right, unit: 'ms', note: `slowest: by ${by}` };
};

let measured: Promise<Measured> | undefined;

const measure = async (context: BenchContext): Promise<Measured> => {
  const { events: orders, say } = context;
  const folder = context.reportsFolder ?? context.folder;
  const log: ManyOrders = { customers: orders / ORDERS, orders };
  if (!existsSync(eventsFolderOf(folder))) await fillManyOrders(folder, log, say);
  const service = await serviceOn(folder, log, say);
  const said = async (name: keyof Measured, measuring: Promise<Measurement>): Promise<Measurement> => {
    const found = await measuring;
    say(`${name}: ${found.ratio.toFixed(3)}`);
    return found;
  };
  const ranked = await said('ranked', ofRankedList(service));
  const today = await said('today', ofToday(service));
  const past = await said('past', ofPastDays(service, folder));
  const held = await said('held', heldByReports(service));
  await service.stop();
  say('another start');
  const again = await serviceOn(folder, log, say, { asksReports: false });
  const first = await said('first', firstAnswers(again));
  await again.stop();
  return { ranked, today, past, held, first };
};

const figure = (which: keyof Measured, about: Omit<Figure, 'measure'>): Figure => ({
  ...about,
  measure: async (context) => (await (measured ??= measure(context)))[which],
});

export const largeLogReports: readonly Figure[] = [
  figure('ranked', {
    name: 'a ranked list of customers',
    about: `the best 50 customers by spend today, p99 ÷ an indexed lookup’s, ${LISTS} requests/s`,
    target: { atMost: 2 },
  }),
  figure('today', {
    name: 'a grouped report of today',
    about: 'purchases by month, p99 ÷ an indexed lookup’s, 10 requests/s',
    target: { atMost: 10 },
  }),
  figure('first', {
    name: 'the first grouped report after a start',
    about: 'the slowest first answer by any dimension ÷ an indexed lookup’s p99',
    target: { atMost: 10 },
  }),
  figure('past', {
    name: 'a grouped report of a past day',
    about: 'a day that was not asked for before ÷ reading the documents of all purchases',
    target: { atMost: 1 },
  }),
  figure('held', {
    name: 'the event loop beside reports',
    about: 'the longest that a report held the loop that serves ÷ 50 ms',
    target: { atMost: 1 },
  }),
];
