import { type Filter, type FindOptions, type Read } from '../../event-sourcing/core.js';
import { type Base } from '../base/base.js';
import { firstOf } from '../first-of.js';
import { spendOf } from './figures.report.js';
import { type Spend } from './spend.js';

/** What is looked for among the sums of all customers, in the read store's language. */
export interface SpendsAsk {
  readonly currency: string;
  readonly filter: Filter;
  readonly options: FindOptions;
}

/** What `customer-spend` would find if it held the sums as of the moment. */
export const reportSpends = ({ currency, filter, options }: SpendsAsk, base: Base): Promise<Read<Spend>[]> =>
  firstOf(chunksOf(base, currency), filter, options);

/** Customers added up between two sorts. */
const CHUNK = 1_000;

async function* chunksOf(base: Base, currency: string): AsyncGenerator<Read<Spend>[]> {
  let chunk: Read<Spend>[] = [];
  for await (const { customerId, purchases } of base.buyers(currency)) {
    chunk.push({ ...spendOf(customerId, currency, purchases), _id: `${customerId}/${currency}` });
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}
