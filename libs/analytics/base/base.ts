import { type Position } from '../../event-sourcing/core.js';
import { currencyOf } from '../analytics.errors.js';
import { type CustomerAttributes } from '../facts/customer-attributes.projection.js';
import { dayNumber } from '../facts/epoch-days.js';
import { type History, type Moment, valueAt } from '../facts/fact-history.js';
import { type DealAsOf, dealAsOf } from '../facts/deal-as-of.js';
import { type DealFacts } from '../facts/deal-facts.projection.js';
import { noWishes, type WishesAsOf } from '../facts/wishes.js';
import { type Conversion } from '../rates/conversion.js';
import { type DocumentTable } from './document-table.js';
import { historyOf, type PurchaseHistory } from './purchase-history.js';
import { type Purchase, type PurchaseTable } from './purchase-table.js';

/** A customer with a purchase, and the purchases of one currency by day. */
export interface Buyer {
  readonly customerId: string;
  readonly purchases: readonly Purchase[];
}

/** A customer's attributes as of a moment. */
export interface Attributes {
  readonly name: string | null;
  readonly region: string | null;
  readonly sector: string | null;
  readonly source: string | null;
  readonly owner: string | null;
  readonly kind: string | null;
  readonly tags: readonly string[];
  readonly wishes: WishesAsOf;
  /** Days since 1970-01-01; null if the customer was unknown by then. */
  readonly registered: number | null;
}

const unknown: Attributes = {
  name: null,
  region: null,
  sector: null,
  source: null,
  owner: null,
  kind: null,
  tags: [],
  wishes: noWishes,
  registered: null,
};

/** Customers between two pauses. */
const STRIDE = 200;

/** What is kept in memory. */
export interface Tables {
  readonly purchases: PurchaseTable;
  readonly customers: DocumentTable<CustomerAttributes>;
  readonly deals: DocumentTable<DealFacts>;
}

/** All customers, purchases and deals as of a moment. Every report is a function of it. */
export class Base {
  private readonly known = new Map<string, Attributes>();
  private readonly lastDay: number;

  constructor(
    readonly tables: Tables,
    readonly moment: Moment,
    /** Awaited between two steps of a long calculation; throws if nobody waits for the answer any more. */
    readonly pause: () => Promise<void>,
    /** Makes purchases of all currencies ones in the currency asked for. */
    private readonly conversion?: Conversion,
  ) {
    this.lastDay = dayNumber(moment.asOf);
  }

  /** Each with all that happened by the day and was known; customers without any of it are left out. */
  async *buyers(currency: string | null, only?: string): AsyncGenerator<Buyer> {
    if (currency === null) return;
    const ids = only === undefined ? this.tables.purchases.customers() : [only];
    let at = 0;
    for (const customerId of ids) {
      at += 1;
      if (at % STRIDE === 0) await this.pause();
      const purchases = this.purchasesOf(customerId, currency);
      if (purchases.length > 0) yield { customerId, purchases };
    }
  }

  /** The purchases of everybody with an order, by day. */
  async *histories(currency: string | null): AsyncGenerator<PurchaseHistory> {
    for await (const { customerId, purchases } of this.buyers(currency)) {
      const history = historyOf(customerId, purchases);
      if (history) yield history;
    }
  }

  /** The deals opened by then; in any currency if none is named. */
  async *deals(currency?: string): AsyncGenerator<DealAsOf> {
    let at = 0;
    for (const facts of this.tables.deals) {
      at += 1;
      if (at % STRIDE === 0) await this.pause();
      if (currency !== undefined && facts.currency !== currency) continue;
      const deal = dealAsOf(facts, this.moment);
      if (deal) yield deal;
    }
  }

  /**
   * The one currency of an answer.
   * @throws AnalyticsError `currency-required` if there are purchases in several, and none is given
   */
  async currency(given: string | undefined): Promise<string | null> {
    return currencyOf(given, given === undefined ? await this.currencies(given) : []);
  }

  /** The currencies of an answer by currency: the given one, else those of purchases that count, sorted. */
  async currencies(
    given: string | undefined,
    counts: (purchase: Purchase) => boolean = () => true,
    only?: string,
  ): Promise<readonly string[]> {
    if (given !== undefined) return [given];
    const { purchases } = this.tables;
    const possible = new Set(purchases.currencies(this.lastDay, this.moment.position));
    const found = new Set<string>();
    const look = (customerId: string) => {
      for (const purchase of purchases.of(customerId))
        if (possible.has(purchase.currency) && this.isKnown(purchase) && counts(purchase)) {
          possible.delete(purchase.currency);
          found.add(purchase.currency);
        }
    };
    const likely = [...possible].flatMap((currency) => purchases.buyersIn(currency));
    for (const customerId of only === undefined ? likely : [only]) look(customerId);
    if (possible.size > 0 && only === undefined) {
      let at = 0;
      for (const customerId of purchases.customers()) {
        at += 1;
        if (at % STRIDE === 0) await this.pause();
        look(customerId);
        if (possible.size === 0) break;
      }
    }
    return [...found].sort();
  }

  /** Ids of all customers registered by then, with or without purchases. */
  async *everybody(): AsyncGenerator<string> {
    let at = 0;
    for (const { _id: customerId } of this.tables.customers) {
      at += 1;
      if (at % STRIDE === 0) await this.pause();
      if (this.attributesOf(customerId).registered !== null) yield customerId;
    }
  }

  /** Everybody who is registered or has bought by then. */
  async *candidates(): AsyncGenerator<string> {
    yield* this.everybody();
    let at = 0;
    for (const customerId of this.tables.purchases.customers()) {
      at += 1;
      if (at % STRIDE === 0) await this.pause();
      const { registered } = this.attributesOf(customerId);
      if (registered === null && this.purchasesOf(customerId).length > 0) yield customerId;
    }
  }

  /** One customer's purchases by then, by day; in any currency if none is named. */
  purchasesOf(customerId: string, currency?: string): readonly Purchase[] {
    const all = this.tables.purchases.of(customerId);
    const { conversion } = this;
    if (conversion && currency === conversion.to)
      return all.filter((purchase) => this.isKnown(purchase)).map((purchase) => conversion.of(purchase));
    const is = (purchase: Purchase) =>
      (currency === undefined || purchase.currency === currency) && this.isKnown(purchase);
    return all.every(is) ? all : all.filter(is);
  }

  /** The same base on another day. */
  asOf(day: string): Base {
    return new Base(this.tables, { ...this.moment, asOf: day }, this.pause, this.conversion);
  }

  /** The same base with nothing converted. */
  unconverted(): Base {
    return this.conversion ? new Base(this.tables, this.moment, this.pause) : this;
  }

  /** The same base as known at an earlier position. */
  at(position: Position): Base {
    return new Base(this.tables, { ...this.moment, position }, this.pause);
  }

  attributesOf(customerId: string): Attributes {
    let found = this.known.get(customerId);
    if (!found)
      this.known.set(customerId, (found = this.readAttributes(this.tables.customers.get(customerId))));
    return found;
  }

  /** What a customer's document says of the moment. */
  readAttributes(customer: CustomerAttributes | undefined): Attributes {
    const registered = customer?.name.find(({ position }) => position <= this.moment.position);
    if (!customer || !registered || registered.day > this.moment.asOf) return unknown;
    const now = <T>(history: History<T>): T | null => valueAt(history, this.moment) ?? null;
    return {
      name: now(customer.name),
      region: now(customer.region),
      sector: now(customer.sector),
      source: now(customer.source),
      owner: now(customer.owner),
      kind: customer.kind,
      tags: Object.keys(customer.tags).filter((tag) => now(customer.tags[tag] ?? []) === true),
      wishes: this.wishesOf(customer),
      registered: dayNumber(registered.day),
    };
  }

  /** A consent that ends on a day doesn't hold at the end of it. */
  private wishesOf({ consents, objections, restricted }: CustomerAttributes): WishesAsOf {
    const given: string[] = [];
    const refused: string[] = [];
    for (const [name, history] of Object.entries(consents)) {
      const said = valueAt(history, this.moment);
      if (said === undefined) continue;
      const holds = said.given && (said.until === undefined || said.until > this.moment.asOf);
      (holds ? given : refused).push(name);
    }
    return {
      restricted: valueAt(restricted, this.moment) === true,
      objections: Object.keys(objections).filter(
        (purpose) => valueAt(objections[purpose] ?? [], this.moment) === true,
      ),
      given,
      refused,
    };
  }

  private isKnown({ day, position }: Purchase): boolean {
    return day <= this.lastDay && position <= this.moment.position;
  }
}
