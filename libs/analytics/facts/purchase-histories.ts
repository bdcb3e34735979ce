import { type Read, type ReadModel } from '../../event-sourcing/core.js';
import { dayOfFact, idsOfDays, type PurchaseFact } from '../purchases/purchases.projection.js';
import { type Moment } from './fact-history.js';
import { chunksOf, knownAt } from './moment.js';
import {
  type PaidBack,
  type PurchaseDay,
  type PurchaseDays,
  withOrder,
  withRefund,
} from './purchase-days.projection.js';

/** One customer's purchases in one currency as of a moment, with at least one purchase day; amounts in minor units. */
export interface PurchaseHistory {
  readonly customerId: string;
  /** In order, each once. */
  readonly days: readonly PurchaseDay[];
  /** Those of the moment: what is given back later is not there. */
  readonly refunds: readonly PaidBack[];
}

/** Beyond this number, customers whose documents are newer than the moment are looked for chunk by chunk. */
const MAX_NEWER = 1_000;

/**
 * The purchases of every customer with a purchase in the currency as of a moment, in the order of customers' ids, in
 * chunks; memory holds one chunk. Documents that hold facts recorded after the moment's position are left out, and these
 * customers are read from `facts` instead.
 */
export async function* purchaseHistories(
  years: ReadModel<PurchaseDays>,
  facts: ReadModel<PurchaseFact>,
  currency: string,
  moment: Moment,
): AsyncGenerator<PurchaseHistory[]> {
  const newer = new NewerCustomers(years, currency, moment);
  let open: Read<PurchaseDays>[] = [];
  for await (const chunk of chunksOf(years, { currency })) {
    const byCustomer = customersIn([...open, ...chunk]);
    // The last one's next year may be in the next chunk.
    open = byCustomer.pop() ?? [];
    yield await historiesOf(byCustomer, facts, currency, moment, newer);
  }
  if (open.length > 0) yield await historiesOf([open], facts, currency, moment, newer);
}

/** One customer's purchases in the currency; undefined if there were none by then. */
export async function purchaseHistoryOf(
  years: ReadModel<PurchaseDays>,
  facts: ReadModel<PurchaseFact>,
  customerId: string,
  currency: string,
  moment: Moment,
): Promise<PurchaseHistory | undefined> {
  const own = { _id: { $gte: `${customerId}/${currency}/`, $lt: `${customerId}/${currency}0` } };
  const documents = await years.find(own, { sort: { _id: 1 } });
  if (documents.length === 0) return undefined;
  const newer = new NewerCustomers(years, currency, moment);
  const [found] = await historiesOf([documents], facts, currency, moment, newer);
  return found;
}

const customersIn = (documents: readonly Read<PurchaseDays>[]): Read<PurchaseDays>[][] => {
  const customers: Read<PurchaseDays>[][] = [];
  for (const document of documents) {
    const last = customers.at(-1);
    if (last?.[0]?.customerId === document.customerId) last.push(document);
    else customers.push([document]);
  }
  return customers;
};

async function historiesOf(
  byCustomer: readonly (readonly Read<PurchaseDays>[])[],
  facts: ReadModel<PurchaseFact>,
  currency: string,
  moment: Moment,
  newer: NewerCustomers,
): Promise<PurchaseHistory[]> {
  const first = byCustomer[0]?.[0];
  const last = byCustomer.at(-1)?.at(-1);
  if (!first || !last) return [];
  // After the documents were read: one that was written in between is found newer.
  const outdated = await newer.among(first._id, last._id);
  const histories: PurchaseHistory[] = [];
  for (const documents of byCustomer) {
    const customerId = documents[0]?.customerId ?? '';
    const history = outdated.has(customerId)
      ? await fromFacts(facts, customerId, currency, moment)
      : asOf(customerId, documents, moment);
    if (history.days.length > 0) histories.push(history);
  }
  return histories;
}

function asOf(customerId: string, years: readonly PurchaseDays[], { asOf: until }: Moment): PurchaseHistory {
  return {
    customerId,
    days: years.flatMap(({ days }) => days).filter(({ day }) => day <= until),
    refunds: years.flatMap(({ refunds }) => refunds).filter(({ day }) => day <= until),
  };
}

async function fromFacts(
  facts: ReadModel<PurchaseFact>,
  customerId: string,
  currency: string,
  moment: Moment,
): Promise<PurchaseHistory> {
  const filter = { customerId, currency, _id: idsOfDays(undefined, moment.asOf), ...knownAt(moment) };
  let days: PurchaseDay[] = [];
  let refunds: PaidBack[] = [];
  const dayOfOrder = new Map<string, string>();
  for (const fact of await facts.find(filter, { sort: { _id: 1 } })) {
    const day = dayOfFact(fact);
    const [, orderId = ''] = fact._id.split('/');
    const amount = fact.lines.reduce((sum, line) => sum + line.amount, 0);
    if (fact.kind === 'order') {
      dayOfOrder.set(orderId, day);
      days = withOrder(days, { day, orders: 1, gross: amount });
    } else refunds = withRefund(refunds, { day, of: orderId, amount });
  }
  // An order and its refund may be of one day, in whatever order their ids stand.
  const placed = refunds.map((refund) => ({ ...refund, of: dayOfOrder.get(refund.of) ?? refund.day }));
  return { customerId, days, refunds: placed.reduce<PaidBack[]>(withRefund, []) };
}

/** Whose documents hold facts recorded after the moment's position. */
class NewerCustomers {
  private many = false;

  constructor(
    private readonly years: ReadModel<PurchaseDays>,
    private readonly currency: string,
    private readonly moment: Moment,
  ) {}

  /** Those with documents between two ids, and perhaps others. */
  async among(first: string, last: string): Promise<ReadonlySet<string>> {
    const newer = { _position: { $gt: this.moment.position } };
    const projection = { customerId: 1, currency: 1 } as const;
    if (!this.many) {
      const found = await this.years.find(newer, { limit: MAX_NEWER + 1, projection });
      this.many = found.length > MAX_NEWER;
      if (!this.many) return this.customersOf(found);
    }
    return this.customersOf(
      await this.years.find({ ...newer, _id: { $gte: first, $lte: last } }, { projection }),
    );
  }

  private customersOf(documents: readonly PurchaseDays[]): ReadonlySet<string> {
    return new Set(
      documents.filter(({ currency }) => currency === this.currency).map(({ customerId }) => customerId),
    );
  }
}
