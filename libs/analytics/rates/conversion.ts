import { minorDigits } from '../../platform/money/index.js';
import { rateMissing } from '../analytics.errors.js';
import { type DocumentTable } from '../base/document-table.js';
import { type Purchase } from '../base/purchase-table.js';
import { type DealAsOf } from '../facts/deal-as-of.js';
import { dayText } from '../facts/epoch-days.js';
import { type Moment } from '../facts/fact-history.js';
import { type PurchaseLine } from '../purchases/purchases.projection.js';
import { fractionOf, scaled } from './decimal-fraction.js';
import { idOf, type RatesOfDay } from './exchange-rates.projection.js';

/** What was converted for an answer. */
export interface Converted {
  readonly to: string;
  /** What amounts were converted from, sorted. */
  readonly from: readonly string[];
  /** The first and the last day whose rates were used; null: there was nothing to convert. */
  readonly ratesFrom: string | null;
  readonly ratesTo: string | null;
}

/** A multiplier of minor units: `by ÷ through`. */
interface Factor {
  readonly by: bigint;
  readonly through: bigint;
}

/**
 * Converts purchases and deals into one currency, each line at the rate of the day of its order or refund, to whole minor
 * units, halves away from zero. What an order comes to is the sum of its converted lines.
 */
export class Conversion {
  private readonly factors = new Map<string, Factor>();
  private readonly from = new Set<string>();
  private first = '\uffff';
  private last = '';

  constructor(
    readonly to: string,
    private readonly rates: DocumentTable<RatesOfDay>,
    private readonly moment: Moment,
  ) {}

  /** The purchase in the currency; its amounts are worked out when they are looked at. */
  of(purchase: Purchase): Purchase {
    return purchase.currency === this.to ? purchase : new ConvertedPurchase(purchase, this);
  }

  /** @throws AnalyticsError `rate-missing`, with the day and the currencies */
  lines({ currency, day, lines }: Purchase): PurchaseLine[] {
    const { by, through } = this.factor(currency, dayText(day));
    return lines.map((line) => ({ ...line, amount: scaled(line.amount, by, through) }));
  }

  /** A deal at the rate of a day: the sum of its converted products, or its amount where it has none. */
  deal(deal: DealAsOf, day: string): DealAsOf {
    if (deal.currency === this.to) return deal;
    const { by, through } = this.factor(deal.currency, day);
    const inCurrency = (amount: number) => scaled(amount, by, through);
    const products = deal.products.map((each) => ({ ...each, amount: inCurrency(each.amount) }));
    const amount =
      products.length === 0 ? inCurrency(deal.amount) : products.reduce((sum, each) => sum + each.amount, 0);
    return { ...deal, currency: this.to, products, amount };
  }

  converted(): Converted {
    const { to, first, last } = this;
    const from = [...this.from].sort();
    return { to, from, ratesFrom: last === '' ? null : first, ratesTo: last === '' ? null : last };
  }

  private factor(currency: string, day: string): Factor {
    const key = `${currency}/${day}`;
    const known = this.factors.get(key);
    if (known) return known;
    const digits = minorDigits(this.to) - minorDigits(currency);
    const [more, fewer] = [10n ** BigInt(Math.max(0, digits)), 10n ** BigInt(Math.max(0, -digits))];
    const rate = this.rateOf(currency, this.to, day);
    const inverse = rate ? undefined : this.rateOf(this.to, currency, day);
    if (!rate && !inverse) throw rateMissing(currency, this.to, day);
    const factor = rate
      ? { by: rate.value * more, through: rate.scale * fewer }
      : { by: (inverse?.scale ?? 1n) * more, through: (inverse?.value ?? 1n) * fewer };
    this.factors.set(key, factor);
    this.from.add(currency);
    if (day < this.first) this.first = day;
    if (day > this.last) this.last = day;
    return factor;
  }

  private rateOf(from: string, to: string, day: string) {
    const found = this.rates.get(idOf(from, to, day));
    const last = found?.rates.findLast(({ position }) => position <= this.moment.position);
    return last && fractionOf(last.rate);
  }
}

/** A purchase that nobody looks at needs no rate. */
class ConvertedPurchase implements Purchase {
  private known: PurchaseLine[] | undefined;

  constructor(
    private readonly original: Purchase,
    private readonly conversion: Conversion,
  ) {}

  get refund(): boolean {
    return this.original.refund;
  }

  get day(): number {
    return this.original.day;
  }

  get orderDay(): number {
    return this.original.orderDay;
  }

  get channel(): string | null {
    return this.original.channel;
  }

  get position(): string {
    return this.original.position;
  }

  get currency(): string {
    return this.conversion.to;
  }

  get lines(): readonly PurchaseLine[] {
    return (this.known ??= this.conversion.lines(this.original));
  }

  get amount(): number {
    return this.lines.reduce((sum, { amount }) => sum + amount, 0);
  }
}
