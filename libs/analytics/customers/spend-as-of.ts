import { type Filter, type FindOptions, type Read, type ReadModel } from '../../event-sourcing/core.js';
import { firstOf } from '../first-of.js';
import { idsOfCustomer } from './customer-spend.projection.js';
import { dayOfFact, idsOfDays, type PurchaseFact } from '../purchases/purchases.projection.js';
import { knownAt } from '../facts/moment.js';
import { noSpend, type Spend, spendAfter } from './spend.js';
import { type Moment } from '../facts/fact-history.js';

/** Beyond this number of outdated sums, their facts are not read here. */
const MAX_OUTDATED = 200;

/** Where sums are found by a filter and a sort in the read store's language. */
export interface SpendSource {
  find(filter: Filter, options: FindOptions): Promise<Read<Spend>[]>;
}

/**
 * Every customer's sums as of a moment. Stored sums (`customer-spend`) are used if nothing in them happened after the day
 * or was recorded after the position; all others are summed again from the facts (`purchases`).
 */
export class SpendAsOf {
  constructor(
    private readonly sums: ReadModel<Spend>,
    private readonly facts: ReadModel<PurchaseFact>,
    private readonly moment: Moment,
    /** Beyond this number of outdated sums, others are asked. */
    private readonly maxOutdated = MAX_OUTDATED,
  ) {}

  /** One customer's sums, one for each currency with a purchase. */
  async of(customerId: string): Promise<Spend[]> {
    const own = { _id: idsOfCustomer(customerId) };
    // Sums first: a document written between the two reads is found outdated.
    const current = await this.sums.find(own);
    for (const outdated of this.outdated()) {
      const [found] = await this.sums.find({ ...own, ...outdated }, { limit: 1 });
      if (found) return this.addedUp([customerId]);
    }
    return current;
  }

  /** The currencies to list customers in: the given one, else each with a purchase by the day, sorted. */
  async currencies(given: string | undefined): Promise<readonly string[]> {
    if (given !== undefined) return [given];
    const existing: string[] = [];
    for (const currency of await this.everyCurrency()) {
      const [fact] = await this.facts.find({ ...this.factsByThen(), currency }, { limit: 1 });
      if (fact) existing.push(currency);
    }
    return existing;
  }

  /**
   * The source of `page`: sums in one currency, of customers with a purchase by the day. `elsewhere` is asked instead where
   * more than 200 sums are outdated: whoever has all facts at hand.
   */
  in(currency: string, elsewhere: SpendSource): SpendSource {
    return { find: (filter, options) => this.find(currency, filter, options, elsewhere) };
  }

  private async find(
    currency: string,
    filter: Filter,
    { sort = {}, limit = 1 }: FindOptions,
    elsewhere: SpendSource,
  ): Promise<Read<Spend>[]> {
    // Sums first: a document written between the two reads is found outdated.
    const current = await this.sums.find(
      { $and: [{ currency, ...this.upToDate() }, filter] },
      { sort, limit },
    );
    const outdated = await this.outdatedCustomers(currency);
    if (outdated === 'too many') return elsewhere.find(filter, { sort, limit });
    const renewed = outdated.size === 0 ? [] : await this.addedUp([...outdated], currency);
    const others = current.filter(({ customerId }) => !outdated.has(customerId));
    return firstOf([[...others, ...renewed]], filter, { sort, limit });
  }

  private upToDate(): Filter {
    return { ...knownAt(this.moment), lastFact: { $lte: this.moment.asOf } };
  }

  private outdated(): Filter[] {
    return [{ _position: { $gt: this.moment.position } }, { lastFact: { $gt: this.moment.asOf } }];
  }

  private factsByThen(): Filter {
    return { _id: idsOfDays(undefined, this.moment.asOf), ...knownAt(this.moment) };
  }

  private async outdatedCustomers(currency: string): Promise<ReadonlySet<string> | 'too many'> {
    const customers = new Set<string>();
    for (const outdated of this.outdated()) {
      // The currency is compared here: in the filter, it would make the store walk the currency's index.
      const found = await this.sums.find(outdated, {
        limit: this.maxOutdated + 1,
        projection: { customerId: 1, currency: 1 },
      });
      if (found.length > this.maxOutdated) return 'too many';
      for (const spend of found) if (spend.currency === currency) customers.add(spend.customerId);
    }
    return customers;
  }

  private async everyCurrency(): Promise<string[]> {
    const found: string[] = [];
    for (;;) {
      const beyond = found.at(-1);
      const [next] = await this.sums.find(beyond === undefined ? {} : { currency: { $gt: beyond } }, {
        sort: { currency: 1 },
        limit: 1,
      });
      if (!next) return found;
      found.push(next.currency);
    }
  }

  private async addedUp(customers: readonly string[], currency?: string): Promise<Read<Spend>[]> {
    const filter = {
      customerId: { $in: customers },
      ...this.factsByThen(),
      ...(currency === undefined ? {} : { currency }),
    };
    return sumsOf(await this.facts.find(filter));
  }
}

function sumsOf(facts: readonly Read<PurchaseFact>[]): Read<Spend>[] {
  const byId = new Map<string, Spend>();
  for (const fact of facts) {
    const { kind, customerId, currency, lines } = fact;
    const id = `${customerId}/${currency}`;
    const amount = lines.reduce((sum, line) => sum + line.amount, 0);
    const spend = byId.get(id) ?? noSpend(customerId, currency);
    byId.set(id, spendAfter(spend, { kind, day: dayOfFact(fact), amount }));
  }
  return [...byId].map(([_id, spend]) => ({ ...spend, _id }));
}
