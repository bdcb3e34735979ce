import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Base } from '../../../libs/analytics/base/base.js';
import { DocumentTable } from '../../../libs/analytics/base/document-table.js';
import { PurchaseTable } from '../../../libs/analytics/base/purchase-table.js';
import { dayNumber, dayText } from '../../../libs/analytics/facts/epoch-days.js';
import { chunksOf } from '../../../libs/analytics/facts/moment.js';
import { type PurchaseFact } from '../../../libs/analytics/purchases/purchases.projection.js';
import { randomOf, shopper } from '../../../libs/analytics/testing/shoppers.fixture.js';
import { reportFit } from '../../../libs/analytics/value/fit.report.js';
import { reportTotals } from '../../../libs/analytics/value/prediction.report.js';
import { type PositionedDocument, ReadModel } from '../../../libs/event-sourcing/core.js';
import { EmbeddedReadStore } from '../../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';
import { type Figure, LeftOut } from '../figure.js';
import { inTurns } from '../turns.js';

const FILE = fileURLToPath(new URL('../../../../../shared/data/cdnow-sample.txt', import.meta.url));
const MOMENT = { asOf: '1997-09-30', position: '\uffff' };

type Stored = PurchaseFact & PositionedDocument;

/** The facts of the sample's rows: customer, number in the sample, day, units and dollars. */
const factsOf = (rows: string): Stored[] =>
  rows
    .trim()
    .split('\n')
    .map((row, index) => {
      const [, customer = '', day = '', units, dollars] = row.trim().split(/\s+/);
      const position = `${index + 1}`.padStart(16, '0');
      const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
      const amount = Math.round(Number(dollars) * 100);
      return {
        _id: `${date}/${index}/0`,
        _position: position,
        kind: 'order',
        customerId: customer,
        currency: 'USD',
        lines: [{ product: 'CD', quantity: Number(units), amount }],
        position,
      };
    });

const sampleRows = async (): Promise<string> => {
  try {
    return await readFile(FILE, 'utf8');
  } catch {
    throw new LeftOut(`the CDNOW sample is not at ${FILE}`);
  }
};

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** Facts of purchases that come in chunks, stored; and the purchases of one moment in memory, as the thread of reports has them. */
const storedIn = async (folder: string, chunks: Iterable<readonly Stored[]>) => {
  const store = await EmbeddedReadStore.open(folder);
  const collection = store.collection<Stored>('purchases');
  let last = '';
  for (const chunk of chunks) {
    await collection.writeIfNewer(chunk);
    last = chunk.at(-1)?.position ?? last;
  }
  const model = () => new ReadModel<PurchaseFact>(collection, last);
  const table = new PurchaseTable();
  await table.refresh(model());
  return { store, model, table };
};

/** Of no segment: they are not asked for. */
const THRESHOLDS = { recencyDays: 30, ordersPerMonth: 3, spendPerYear: 2_000 };

/** Fits the models to everybody, and predicts everybody by them. */
const fitAndPredict = async (purchases: PurchaseTable): Promise<void> => {
  const tables = { purchases, customers: new DocumentTable<never>(), deals: new DocumentTable<never>() };
  const base = new Base(tables, MOMENT, () => Promise.resolve());
  const fitted = await reportFit({ unit: 'weeks' }, base);
  const fit = { ...fitted, asOf: MOMENT.asOf, timeZone: 'UTC', position: MOMENT.position };
  const assumptions = { horizonDays: 365, discountRate: 0.1, margin: 1 };
  const all = {
    filters: {},
    segmenting: { scheme: 'quintiles', thresholds: THRESHOLDS, rules: [] },
  } as const;
  await reportTotals({ fit, assumptions, ...all, groupBy: 'cohort', period: 'month' }, base);
};

export const lifetimeValue: Figure = {
  name: 'lifetime value of CDNOW’s customers',
  about: 'fitting the models and predicting everybody ÷ reading the documents of their purchases',
  target: { atMost: 10 },
  measure: async ({ folder }) => {
    const { store, model, table } = await storedIn(folder, [factsOf(await sampleRows())]);
    const result = await inTurns(
      'ms',
      5,
      () => milliseconds(() => fitAndPredict(table)),
      () => milliseconds(() => new PurchaseTable().refresh(model())),
    );
    await store.close();
    return result;
  },
};

const MANY = 1_000_000;
/** Documents written at once. */
const CHUNK = 10_000;
const PURCHASES = { r: 0.2426, alpha: 4.4136 * 7, a: 0.7929, b: 2.4259 };
const SPEND = { p: 6.25, q: 3.744, v: 15.444 };
/** Days in which customers come for the first time, and days from the first of them to the day of the fit. */
const [COMING, WATCHED] = [90, 272];

/** Facts of customers whom the models made up, with the parameters of CDNOW's; each with a first day of its own. */
function* madeUp(customers: number): Generator<readonly Stored[]> {
  const random = randomOf(1);
  let chunk: Stored[] = [];
  let facts = 0;
  for (let number = 0; number < customers; number += 1) {
    const came = Math.floor(random() * COMING);
    const { frequency, recency, meanSpend } = shopper(random, PURCHASES, SPEND, WATCHED - came);
    // Between the first and the last purchase, the models look at none.
    const days = new Set([
      0,
      recency,
      ...Array.from({ length: frequency - 1 }, () => Math.floor(random() * recency)),
    ]);
    for (const day of days) {
      facts += 1;
      const position = `${facts}`.padStart(16, '0');
      chunk.push({
        _id: `${dayText(dayNumber(MOMENT.asOf) - WATCHED + came + day)}/${facts}/0`,
        _position: position,
        kind: 'order',
        customerId: `${number}`,
        currency: 'USD',
        lines: [{ product: 'CD', quantity: 1, amount: Math.round((day === 0 ? 20 : meanSpend) * 100) }],
        position,
      });
    }
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

export const lifetimeValueOfMany: Figure = {
  name: `lifetime value of ${MANY.toLocaleString('en')} customers`,
  about: 'fitting the models and predicting everybody ÷ reading the documents of their purchases',
  target: { atMost: 10 },
  measure: async ({ folder, say }) => {
    say('storing the purchases');
    const { store, model, table } = await storedIn(folder, madeUp(MANY));
    const result = await inTurns(
      'ms',
      3,
      () => milliseconds(() => fitAndPredict(table)),
      () => milliseconds(() => readAll(model())),
      0,
    );
    await store.close();
    return result;
  },
};

/** Reads every document once and keeps none, so that memory holds them once. */
const readAll = async (model: ReadModel<PurchaseFact>): Promise<void> => {
  for await (const _ of chunksOf(model, {}));
};
