import { type Purchase } from '../base/purchase-table.js';
import { isPeriod, periodsBetween, periodsBy } from '../facts/periods.js';
import { byKey, getOrAdd, type Key } from '../groups.js';
import { type Comparison } from '../comparison.js';
import { isOfLines, keysBy, type KnownBuyer, type PurchaseDimension } from './purchase-dimensions.js';
import { amountOf, PurchaseFilter, unitsOf } from './purchase-filter.js';
import { type OpenSpan, type PurchaseSelection } from './purchase-selection.js';
import { type PurchaseGroup } from './purchases.answers.js';
import { type PurchaseLine } from './purchases.projection.js';
import { PurchaseTally, type Span } from './purchase-tally.js';

export interface PurchasesAsk extends PurchaseSelection {
  readonly groupBy: PurchaseDimension;
  readonly thenBy?: PurchaseDimension | undefined;
  /** Periods without a purchase are groups, too. */
  readonly emptyPeriods: boolean;
  readonly compareTo?: Comparison | undefined;
}

/** What a group is found by. */
export interface GroupKeys {
  readonly key: Key;
  readonly thenKey?: Key;
}

interface Group extends GroupKeys {
  readonly tally: PurchaseTally;
}

/** Tallies of purchases by one or two dimensions, and of all that pass the filters. They come customer by customer. */
export class Grouping {
  readonly total = new PurchaseTally();
  private readonly byKeys = new Map<string, Group>();
  private readonly keys;
  private readonly byLine: boolean;
  readonly filter: PurchaseFilter;

  constructor(private readonly ask: PurchasesAsk) {
    const { groupBy, thenBy, filters } = ask;
    this.keys = [groupBy, ...(thenBy === undefined ? [] : [thenBy])].map(keysBy);
    this.filter = new PurchaseFilter(filters);
    this.byLine = this.filter.byLine || isOfLines(groupBy) || (thenBy !== undefined && isOfLines(thenBy));
  }

  add(customerId: string, buyer: KnownBuyer, purchase: Purchase): void {
    const lines = this.filter.lines(purchase);
    if (lines === undefined) return;
    if (!this.byLine) {
      const units = unitsOf(lines);
      count(this.total, customerId, purchase, purchase.amount, units);
      for (const { tally } of this.groupsOf(buyer, purchase, NO_LINE))
        count(tally, customerId, purchase, purchase.amount, units);
      return;
    }
    count(this.total, customerId, purchase, amountOf(lines), unitsOf(lines));
    const parts = new Map<Group, PurchaseLine[]>();
    for (const line of lines) {
      for (const group of this.groupsOf(buyer, purchase, line)) getOrAdd(parts, group, () => []).push(line);
    }
    for (const [{ tally }, part] of parts) count(tally, customerId, purchase, amountOf(part), unitsOf(part));
  }

  addPeriods(span: OpenSpan): void {
    const { groupBy, thenBy } = this.ask;
    if (!isPeriod(groupBy) || thenBy !== undefined) return;
    const from = span.from ?? this.total.firstDay;
    if (from === undefined) return;
    for (const key of periodsBetween(groupBy, from, span.to)) this.group(key);
  }

  /** The tally of a group; undefined if there is none. */
  find({ key, thenKey }: GroupKeys): PurchaseTally | undefined {
    return this.byKeys.get(idOf(key, thenKey))?.tally;
  }

  /** Adds the groups of another, without what is in them. */
  addGroupsOf(other: Grouping): void {
    for (const { key, thenKey } of other.byKeys.values()) this.group(key, thenKey);
  }

  groups(currency: string | null, span: OpenSpan, asOf: string): PurchaseGroup[] {
    const { groupBy } = this.ask;
    const spans = isPeriod(groupBy) ? periodSpans(groupBy, span, this.total) : undefined;
    const groups = [...this.byKeys.values()].map(({ tally, ...keys }) => ({
      ...keys,
      ...tally.figures(currency, spans?.get(keys.key ?? '') ?? span, asOf),
    }));
    const byKeys = (a: PurchaseGroup, b: PurchaseGroup) =>
      byKey(a, b) || byKey({ key: a.thenKey ?? null }, { key: b.thenKey ?? null });
    if (isPeriod(groupBy)) return groups.sort(byKeys);
    return groups.sort((a, b) => b.net - a.net || byKeys(a, b));
  }

  private groupsOf(buyer: KnownBuyer, purchase: Purchase, line: PurchaseLine): Group[] {
    const [first, second] = this.keys;
    const keys = first?.(buyer, purchase, line) ?? [];
    if (!second) return keys.map((key) => this.group(key));
    const then = second(buyer, purchase, line);
    return keys.flatMap((key) => then.map((thenKey) => this.group(key, thenKey)));
  }

  private group(key: Key, thenKey?: Key): Group {
    return getOrAdd(this.byKeys, idOf(key, thenKey), () => ({
      key,
      ...(thenKey === undefined ? {} : { thenKey }),
      tally: new PurchaseTally(),
    }));
  }
}

/** Where groups don't look at lines. */
const NO_LINE: PurchaseLine = { product: '', amount: 0 };

const idOf = (key: Key, thenKey?: Key): string =>
  thenKey === undefined ? textOf(key) : `${textOf(key)}\n${textOf(thenKey)}`;

/** No key begins with a line feed. */
const textOf = (key: Key): string => key ?? '\n';

const count = (
  tally: PurchaseTally,
  customerId: string,
  { refund, day }: Purchase,
  amount: number,
  units: number,
): void => {
  if (refund) tally.refund(amount);
  else tally.order(customerId, day, amount, units);
};

/** The days of each period that are within the span. */
function periodSpans(
  name: Parameters<typeof periodsBy>[0],
  span: OpenSpan,
  { firstDay }: PurchaseTally,
): Map<string, Span> {
  const spans = new Map<string, Span>();
  const periodOf = periodsBy(name);
  for (let day = span.from ?? firstDay ?? span.to; day <= span.to; day += 1) {
    const key = periodOf(day);
    spans.set(key, { from: spans.get(key)?.from ?? day, to: day });
  }
  return spans;
}
