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
  /** Of all facts. */
  readonly currencies = new Set<string>();

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
    this.applied = position;
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
    this.currencies.add(purchase.currency);
  }

  /** Equal texts share memory. */
  private once(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  }
}
