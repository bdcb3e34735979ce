import { type Attributes, type Base } from '../base/base.js';
import { type CustomerAttributes } from '../facts/customer-attributes.projection.js';
import { dayNumber } from '../facts/epoch-days.js';
import { cohortOf, customerDimensions } from './purchase-dimensions.js';
import { Grouping, type PurchasesAsk } from './purchase-grouping.js';
import { type OpenSpan, within } from './purchase-selection.js';

/** Groups that are kept in all. */
const MOST_GROUPS = 200_000;
/** Questions whose groupings are kept: by each dimension in several currencies, and others. */
const MOST = 128;
/** Customers that are remembered for what a later day adds. */
const MOST_LATER = 10_000;

/** A question without what a grouping doesn't depend on. */
export interface KeptAsk {
  readonly ask: PurchasesAsk;
  readonly span: OpenSpan;
  readonly currency: string;
}

/**
 * Groupings of purchases that are kept from one report to the next, so that a question asked again doesn't count all
 * purchases again: what the customers added who have changed since is taken away, and added as it is now. The question of
 * the next day goes on from the grouping of the day before. The newest questions are kept, with 200,000 groups at most.
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
    const { asOf, position } = base.moment;
    const key = keyOf(asked, asOf);
    const from = this.kept.has(key) ? key : this.dayBefore(asked, base);
    const found = from === undefined ? undefined : this.kept.get(from);
    if (found && found.position > position) return undefined;
    // Kept again only when all of this has come to its end: a report that is cancelled leaves it half done.
    if (from !== undefined) this.kept.delete(from);
    const kept = (await found?.broughtTo(asked, base)) ? found : await KeptGrouping.of(asked, base);
    if (kept === undefined) return undefined;
    this.kept.set(key, kept);
    this.makeRoom();
    return kept.grouping;
  }

  /** What was asked as of this base's day, brought to its position. */
  async bringUpToDate(base: Base): Promise<void> {
    const { asOf } = base.moment;
    const asked = [...this.kept.values()].filter((each) => each.asOf === asOf).map((each) => each.asked);
    for (const each of asked) await this.inTurn(() => this.grouping(each, base));
  }

  /** The key of the same question as of the last day before, if little has happened after it. */
  private dayBefore(asked: KeptAsk, { moment: { asOf } }: Base): string | undefined {
    let newest: readonly [key: string, day: string] | undefined;
    for (const [key, kept] of this.kept) {
      if (kept.asOf >= asOf || !kept.knowsLater || (newest && newest[1] > kept.asOf)) continue;
      if (key === keyOf({ ...asked, span: kept.spanAsOf(asked.span, asOf) }, kept.asOf))
        newest = [key, kept.asOf];
    }
    return newest?.[0];
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
  asOf = '';
  private purchasesSeen = 0;
  private customersSeen = 0;
  /** Customers with something recorded after the position, which was in the tables before it counted. */
  private ahead = new Set<string>();
  /** Customers with something that happened after the day; undefined: too many. */
  private later: Set<string> | undefined = new Set<string>();
  private readonly looksAtCustomers: boolean;

  private constructor(public asked: KeptAsk) {
    const { groupBy, thenBy, filters } = asked.ask;
    this.grouping = new Grouping(asked.ask);
    this.looksAtCustomers = customerDimensions.some(
      (each) => each === groupBy || each === thenBy || filters[each] !== undefined,
    );
  }

  /** All purchases counted. */
  static async of(asked: KeptAsk, base: Base): Promise<KeptGrouping> {
    const made = new KeptGrouping(asked);
    made.remember(asked, base);
    const visit = made.visiting(base);
    let at = 0;
    for (const customerId of base.tables.purchases.customers()) {
      at += 1;
      if (at % STRIDE === 0) await base.pause();
      visit(customerId);
    }
    return made;
  }

  /** Whether it can be brought to a later day. */
  get knowsLater(): boolean {
    return this.later !== undefined;
  }

  /** A span as of a later day as it was as of this one's: one that ends with the day ends with this one. */
  spanAsOf(span: OpenSpan, asOf: string): OpenSpan {
    return span.to === dayNumber(asOf) ? { ...span, to: dayNumber(this.asOf) } : span;
  }

  /** Counts what has changed, up to the base's day and position; false: that can't be told, and everything must be counted anew. */
  async broughtTo(asked: KeptAsk, base: Base): Promise<boolean> {
    const { purchases, customers } = base.tables;
    const bought = purchases.changes.since(this.purchasesSeen);
    const changed = customers.changes.since(this.customersSeen);
    const later = base.moment.asOf === this.asOf ? [] : this.later;
    if (bought === undefined || changed === undefined || later === undefined) return false;
    /** As they were when they were counted: before the first change since. */
    const before = new Map(changed.toReversed().map((change) => [change.id, change.before]));
    const ids = new Set([
      ...this.ahead,
      ...later,
      ...bought,
      ...(this.looksAtCustomers ? before.keys() : []),
    ]);
    const [then, span] = [base.asOf(this.asOf).at(this.position), this.asked.span];
    this.ahead = new Set();
    if (base.moment.asOf !== this.asOf) this.later = new Set();
    this.remember(asked, base);
    const visit = this.visiting(base);
    let at = 0;
    for (const customerId of ids) {
      at += 1;
      if (at % STRIDE === 0) await base.pause();
      const document = before.has(customerId) ? before.get(customerId) : customers.get(customerId);
      this.add(then, customerId, then.readAttributes(document), span, -1);
      visit(customerId);
    }
    return !this.grouping.isUnknown;
  }

  private remember(asked: KeptAsk, { tables, moment }: Base): void {
    this.asked = asked;
    this.asOf = moment.asOf;
    this.position = moment.position;
    this.purchasesSeen = tables.purchases.changes.end;
    this.customersSeen = tables.customers.changes.end;
  }

  private visiting(base: Base): (customerId: string) => void {
    const { purchases, customers } = base.tables;
    const { position, asOf } = base.moment;
    const { span } = this.asked;
    const day = dayNumber(asOf);
    return (customerId) => {
      this.add(base, customerId, base.attributesOf(customerId), span, 1);
      const bought = purchases.of(customerId);
      const customer = this.looksAtCustomers ? customers.get(customerId) : undefined;
      const isAhead =
        bought.some((purchase) => purchase.position > position) || (customer?.position ?? '') > position;
      if (isAhead) this.ahead.add(customerId);
      if ((bought.at(-1)?.day ?? day) > day || (customer && changesAfter(customer, asOf)))
        this.later?.add(customerId);
      if (this.later && this.later.size > MOST_LATER) this.later = undefined;
    };
  }

  private add(base: Base, customerId: string, attributes: Attributes, span: OpenSpan, times: 1 | -1): void {
    const purchases = base.purchasesOf(customerId, this.asked.currency);
    if (purchases.length === 0) return;
    const counted = purchases.filter(within(span));
    if (counted.length === 0) return;
    this.grouping.add({ attributes, cohort: cohortOf(purchases), segment: null }, counted, times);
  }
}

/** Whether anything that groups and filters look at holds from a day after this one. */
const changesAfter = (
  { name, region, sector, source, owner, tags }: CustomerAttributes,
  day: string,
): boolean =>
  [name, region, sector, source, owner, ...Object.values(tags)].some((history) =>
    history.some((fact) => fact.day > day),
  );

/** Customers between two pauses. */
const STRIDE = 200;
