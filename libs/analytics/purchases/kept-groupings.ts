import { type Attributes, type Base } from '../base/base.js';
import { cohortOf, customerDimensions } from './purchase-dimensions.js';
import { Grouping, type PurchasesAsk } from './purchase-grouping.js';
import { type OpenSpan, within } from './purchase-selection.js';

/** Groups that are kept in all. */
const MOST_GROUPS = 200_000;
/** Questions whose groupings are kept. */
const MOST = 32;

/** A question without what a grouping doesn't depend on. */
export interface KeptAsk {
  readonly ask: PurchasesAsk;
  readonly span: OpenSpan;
  readonly currency: string;
}

/**
 * Groupings of purchases that are kept from one report to the next, so that a question asked again doesn't count all
 * purchases again: what the customers added who have changed since is taken away, and added as it is now. The newest
 * questions are kept, with 200,000 groups at most.
 */
export class KeptGroupings {
  /** The one asked for last stands last. */
  private readonly kept = new Map<string, KeptGrouping>();
  private turn: Promise<unknown> = Promise.resolve();

  /**
   * What `use` makes of the groupings, which are the base's until it has ended: one report has them at a time.
   */
  async inTurn<Result>(use: () => Promise<Result>): Promise<Result> {
    const made = this.turn.then(use, use);
    this.turn = made.catch(() => undefined);
    return made;
  }

  /** The grouping as of the base's moment; undefined: it can't be kept, or knows more than the base. */
  async grouping(asked: KeptAsk, base: Base): Promise<Grouping | undefined> {
    const key = keyOf(asked, base.moment.asOf);
    const found = this.kept.get(key);
    this.kept.delete(key);
    if (found && found.position > base.moment.position) {
      this.kept.set(key, found);
      return undefined;
    }
    // Kept again only when all of this has come to its end: a report that is cancelled leaves it half done.
    const kept = (await found?.broughtTo(base)) ? found : await KeptGrouping.of(asked, base);
    if (kept === undefined) return undefined;
    this.kept.set(key, kept);
    this.makeRoom();
    return kept.grouping;
  }

  private makeRoom(): void {
    let groups = 0;
    for (const [key, { grouping }] of [...this.kept].reverse()) {
      groups += grouping.size;
      if (groups > MOST_GROUPS) this.kept.delete(key);
    }
    for (const key of [...this.kept.keys()].slice(0, -MOST)) this.kept.delete(key);
  }
}

/** Segments are of all customers: one order may change everybody's, so that nothing is to be kept. */
export const canBeKept = ({ groupBy, thenBy, filters, customerId }: PurchasesAsk): boolean =>
  customerId === undefined && ![groupBy, thenBy].includes('segment') && filters.segment === undefined;

const keyOf = ({ ask, span, currency }: KeptAsk, asOf: string): string => {
  const { groupBy, thenBy, filters } = ask;
  return JSON.stringify([
    groupBy,
    thenBy,
    Object.entries(filters).sort(),
    span.from,
    span.to,
    currency,
    asOf,
  ]);
};

/** A grouping, and how far it has come. */
class KeptGrouping {
  readonly grouping: Grouping;
  position = '';
  private purchasesSeen = 0;
  private customersSeen = 0;
  /** Customers with something recorded after the position, which was in the tables before it counted. */
  private ahead = new Set<string>();
  private readonly looksAtCustomers: boolean;

  private constructor(private readonly asked: KeptAsk) {
    const { groupBy, thenBy, filters } = asked.ask;
    this.grouping = new Grouping(asked.ask);
    this.looksAtCustomers = customerDimensions.some(
      (each) => each === groupBy || each === thenBy || filters[each] !== undefined,
    );
  }

  /** All purchases counted. */
  static async of(asked: KeptAsk, base: Base): Promise<KeptGrouping> {
    const made = new KeptGrouping(asked);
    made.remember(base);
    const visit = made.visiting(base);
    let at = 0;
    for (const customerId of base.tables.purchases.customers()) {
      at += 1;
      if (at % STRIDE === 0) await base.pause();
      visit(customerId);
    }
    return made;
  }

  /** Counts what has changed; false: that can't be told, and everything must be counted anew. */
  async broughtTo(base: Base): Promise<boolean> {
    const { purchases, customers } = base.tables;
    const bought = purchases.changes.since(this.purchasesSeen);
    const changed = customers.changes.since(this.customersSeen);
    if (bought === undefined || changed === undefined) return false;
    /** As they were when they were counted: before the first change since. */
    const before = new Map(changed.toReversed().map((change) => [change.id, change.before]));
    const ids = new Set([...this.ahead, ...bought, ...(this.looksAtCustomers ? before.keys() : [])]);
    const then = base.at(this.position);
    this.ahead = new Set();
    this.remember(base);
    const visit = this.visiting(base);
    let at = 0;
    for (const customerId of ids) {
      at += 1;
      if (at % STRIDE === 0) await base.pause();
      const document = before.has(customerId) ? before.get(customerId) : customers.get(customerId);
      this.add(then, customerId, then.readAttributes(document), -1);
      visit(customerId);
    }
    return !this.grouping.isUnknown;
  }

  private remember({ tables, moment }: Base): void {
    this.position = moment.position;
    this.purchasesSeen = tables.purchases.changes.end;
    this.customersSeen = tables.customers.changes.end;
  }

  private visiting(base: Base): (customerId: string) => void {
    const { purchases, customers } = base.tables;
    const { position } = base.moment;
    return (customerId) => {
      this.add(base, customerId, base.attributesOf(customerId), 1);
      const isAhead =
        purchases.of(customerId).some((purchase) => purchase.position > position) ||
        (this.looksAtCustomers && (customers.get(customerId)?.position ?? '') > position);
      if (isAhead) this.ahead.add(customerId);
    };
  }

  private add(base: Base, customerId: string, attributes: Attributes, times: 1 | -1): void {
    const { currency, span } = this.asked;
    const purchases = base.purchasesOf(customerId, currency);
    if (purchases.length === 0) return;
    const counted = purchases.filter(within(span));
    if (counted.length === 0) return;
    this.grouping.add({ attributes, cohort: cohortOf(purchases), segment: null }, counted, times);
  }
}

/** Customers between two pauses. */
const STRIDE = 200;
