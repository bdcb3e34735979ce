import { type Filter, type FindOptions, type Read, type ReadModel } from '../../event-sourcing/core.js';
import { currencyOf } from '../analytics.errors.js';
import { firstOf } from '../first-of.js';
import { idsOfCustomer } from './customer-spend.projection.js';
import { dayOfFact, idsOfDays, type PurchaseFact } from '../purchases/purchases.projection.js';
import { chunksOf, knownAt } from '../facts/moment.js';
import { noSpend, type Spend, spendAfter } from './spend.js';
import { type Moment } from '../facts/fact-history.js';

/** With more outdated sums than this, reading all facts is no slower than reading each customer's. */
const MAX_OUTDATED = 1_000;
/** The facts of so many customers are asked for together, and are in memory at once. */
const TOGETHER = 250;

/**
 * Every customer's sums as of a moment. Stored sums (`customer-spend`) are used if nothing in them happened after the day
 * or was recorded after the position; all others are summed again from the facts (`purchases`).
 */
export class SpendAsOf {
  constructor(
    private readonly sums: ReadModel<Spend>,
    private readonly facts: ReadModel<PurchaseFact>,
    private readonly moment: Moment,
    /** Beyond this number of outdated sums, all facts are read. */
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

  /**
   * The currency to list customers in.
   * @throws AnalyticsError `currency-required` when there are several and none is given
   */
  async currency(given: string | undefined): Promise<string | null> {
    if (given !== undefined) return given;
    const existing: string[] = [];
    for (const currency of await this.currencies()) {
      const [fact] = await this.facts.find({ ...this.factsByThen(), currency }, { limit: 1 });
      if (fact) existing.push(currency);
    }
    return currencyOf(undefined, existing);
  }

  /** The source of `page`: sums in one currency, of customers with a purchase by the day. */
  in(currency: string): { find(filter: Filter, options: FindOptions): Promise<Read<Spend>[]> } {
    return { find: (filter, options) => this.find(currency, filter, options) };
  }

  private async find(
    currency: string,
    filter: Filter,
    { sort = {}, limit = 1 }: FindOptions,
  ): Promise<Read<Spend>[]> {
    // Sums first: a document written between the two reads is found outdated.
    const current = await this.sums.find(
      { $and: [{ currency, ...this.upToDate() }, filter] },
      { sort, limit },
    );
    const outdated = await this.outdatedCustomers(currency);
    if (outdated === 'too many') return firstOf([await this.allAddedUp(currency)], filter, { sort, limit });
    const renewed: Read<Spend>[] = [];
    const ids = [...outdated];
    for (let at = 0; at < ids.length; at += TOGETHER)
      renewed.push(...(await this.addedUp(ids.slice(at, at + TOGETHER), currency)));
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

  private async currencies(): Promise<string[]> {
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
    const sums = new Sums();
    sums.add(await this.facts.find(filter));
    return sums.all();
  }

  private async allAddedUp(currency: string): Promise<Read<Spend>[]> {
    const sums = new Sums();
    const days = idsOfDays(undefined, this.moment.asOf);
    for await (const facts of chunksOf(this.facts, { currency, ...knownAt(this.moment) }, days))
      sums.add(facts);
    return sums.all();
  }
}

class Sums {
  private readonly byId = new Map<string, Spend>();

  add(facts: readonly Read<PurchaseFact>[]): void {
    for (const fact of facts) {
      const { kind, customerId, currency, lines } = fact;
      const id = `${customerId}/${currency}`;
      const amount = lines.reduce((sum, line) => sum + line.amount, 0);
      const spend = this.byId.get(id) ?? noSpend(customerId, currency);
      this.byId.set(id, spendAfter(spend, { kind, day: dayOfFact(fact), amount }));
    }
  }

  all(): Read<Spend>[] {
    return [...this.byId].map(([_id, spend]) => ({ ...spend, _id }));
  }
}
