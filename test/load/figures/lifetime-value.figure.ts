import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Base } from '../../../libs/analytics/base/base.js';
import { DocumentTable } from '../../../libs/analytics/base/document-table.js';
import { PurchaseTable } from '../../../libs/analytics/base/purchase-table.js';
import { type PurchaseFact } from '../../../libs/analytics/purchases/purchases.projection.js';
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

export const lifetimeValue: Figure = {
  name: 'lifetime value of CDNOW’s customers',
  about: 'fitting the models and predicting everybody ÷ reading the documents of their purchases',
  target: { atMost: 10 },
  measure: async ({ folder }) => {
    const facts = factsOf(await sampleRows());
    const store = await EmbeddedReadStore.open(folder);
    const collection = store.collection<Stored>('purchases');
    await collection.writeIfNewer(facts);
    const read = async (): Promise<PurchaseTable> => {
      const table = new PurchaseTable();
      await table.refresh(new ReadModel<PurchaseFact>(collection, facts.at(-1)?.position));
      return table;
    };
    const tables = {
      purchases: await read(),
      customers: new DocumentTable<never>(),
      deals: new DocumentTable<never>(),
    };
    const fitAndPredict = async () => {
      const base = new Base(tables, MOMENT, () => Promise.resolve());
      const fitted = await reportFit({ unit: 'weeks' }, base);
      const fit = { ...fitted, asOf: MOMENT.asOf, timeZone: 'UTC', position: MOMENT.position };
      const assumptions = { horizonDays: 365, discountRate: 0.1, margin: 1 };
      await reportTotals({ fit, assumptions, cohort: 'month' }, base);
    };
    const result = await inTurns(
      'ms',
      5,
      () => milliseconds(fitAndPredict),
      () => milliseconds(read),
    );
    await store.close();
    return result;
  },
};
