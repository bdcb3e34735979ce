import { type Position, type ReadModel } from '../../event-sourcing/core.js';
import { dayNumber } from '../facts/epoch-days.js';
import { chunksOf } from '../facts/moment.js';
import { dayOfFact, type PurchaseFact, type PurchaseLine } from '../purchases/purchases.projection.js';
import { ChangeLog } from './change-log.js';
import { changesOf } from './changes.js';

/** An order or money paid back; amounts in minor units. */
export interface Purchase {
  readonly refund: boolean;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** The day of the order: of a refund, the one that it is for. */
  readonly orderDay: number;
  readonly currency: string;
  readonly channel: string | null;
  readonly lines: readonly PurchaseLine[];
  /** The sum of the lines. */
  readonly amount: number;
  readonly position: Position;
}

/** What a fact says; `once` may give an equal text that is in memory already. */
export function purchaseOf(
  fact: PurchaseFact & { readonly _id: string },
  once = (text: string): string => text,
): Purchase {
  const day = dayNumber(dayOfFact(fact));
  return {
    refund: fact.kind === 'refund',
    day,
    orderDay: fact.orderDay === undefined ? day : dayNumber(fact.orderDay),
    currency: once(fact.currency),
    channel: fact.channel === undefined ? null : once(fact.channel),
    lines: fact.lines.map((line) => ({
      ...line,
      product: once(line.product),
      ...(line.category === undefined ? {} : { category: once(line.category) }),
    })),
    amount: fact.lines.reduce((sum, { amount }) => sum + amount, 0),
    position: fact.position,
  };
}

/** What is known of the facts in one currency. */
interface CurrencyFacts {
  firstDay: number;
  lastDay: number;
  /** Who has a fact of these days. */
  firstBuyer: string;
  lastBuyer: string;
  firstPosition: Position;
}

interface Filed {
  readonly purchases: Purchase[];
  sorted: boolean;
}

/**
 * All facts of purchases in memory, by customer and day, so that a report doesn't read them from the store: about 300 MB
 * for a million orders. `refresh` adds what has been projected since.
 */
export class PurchaseTable {
  private readonly byCustomer = new Map<string, Filed>();
  private readonly texts = new Map<string, string>();
  private applied: Position = '';
  /** The customer of each fact that was added; what was read first is not in it. */
  readonly changes = new ChangeLog<string>();
  private readonly byCurrency = new Map<string, CurrencyFacts>();

  /** It holds every fact up to this position, and none after it; '' before the first. */
  get position(): Position {
    return this.applied;
  }

  async refresh(model: ReadModel<PurchaseFact>): Promise<void> {
    const { position } = model;
    if (position === undefined || position <= this.applied) return;
    // All of them are read in the order of their ids, which is how they are stored; a few by their positions.
    const first = this.applied === '';
    const chunks = first
      ? chunksOf(model, { _position: { $lte: position } })
      : changesOf(model, this.applied, position);
    for await (const chunk of chunks)
      for (const fact of chunk) {
        this.add(fact);
        if (!first) this.changes.add(fact.customerId);
      }
    if (first) this.changes.startAnew();
    this.applied = position;
  }

  /** Those with a fact of the day or before it, up to the position. */
  currencies(day: number, position: Position): string[] {
    return [...this.byCurrency]
      .filter(([, { firstDay, firstPosition }]) => firstDay <= day && firstPosition <= position)
      .map(([currency]) => currency);
  }

  /** Customers who bought in a currency, first and last of all: where a purchase that counts is looked for first. */
  buyersIn(currency: string): readonly string[] {
    const facts = this.byCurrency.get(currency);
    return facts ? [facts.firstBuyer, facts.lastBuyer] : [];
  }

  customers(): IterableIterator<string> {
    return this.byCustomer.keys();
  }

  /** One customer's, by day; in no particular order within a day. */
  of(customerId: string): readonly Purchase[] {
    const filed = this.byCustomer.get(customerId);
    if (!filed) return [];
    if (!filed.sorted) filed.purchases.sort((a, b) => a.day - b.day);
    filed.sorted = true;
    return filed.purchases;
  }

  private add(fact: PurchaseFact & { readonly _id: string }): void {
    let filed = this.byCustomer.get(fact.customerId);
    if (!filed) this.byCustomer.set(fact.customerId, (filed = { purchases: [], sorted: true }));
    const purchase = purchaseOf(fact, (text) => this.once(text));
    const last = filed.purchases.at(-1);
    if (last && last.day > purchase.day) filed.sorted = false;
    filed.purchases.push(purchase);
    this.see(fact.customerId, purchase);
  }

  private see(customerId: string, { currency, day, position }: Purchase): void {
    const known = this.byCurrency.get(currency);
    if (!known) {
      const days = { firstDay: day, lastDay: day, firstBuyer: customerId, lastBuyer: customerId };
      this.byCurrency.set(currency, { ...days, firstPosition: position });
      return;
    }
    if (day < known.firstDay) [known.firstDay, known.firstBuyer] = [day, customerId];
    if (day > known.lastDay) [known.lastDay, known.lastBuyer] = [day, customerId];
    if (position < known.firstPosition) known.firstPosition = position;
  }

  /** Equal texts share memory. */
  private once(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  }
}
