import { type Purchase } from '../base/purchase-table.js';
import { isPeriod, periodsBetween, periodsBy } from '../facts/periods.js';
import { byKey, getOrAdd, type Key } from '../groups.js';
import { type Comparison } from '../comparison.js';
import { type GroupKeys } from './group-keys.js';
import { isOfLines, keysBy, type KnownBuyer, type PurchaseDimension } from './purchase-dimensions.js';
import { amountOf, PurchaseFilter, unitsOf } from './purchase-filter.js';
import { type OpenSpan, type PurchaseSelection } from './purchase-selection.js';
import { type PurchaseGroup } from './purchases.answers.js';
import { type PurchaseLine } from './purchases.projection.js';
import { PurchaseTally, type Span } from './purchase-tally.js';
import { type Counts, type Times } from '../base/kept-counts.js';

export interface PurchasesAsk extends PurchaseSelection {
  readonly groupBy: PurchaseDimension;
  readonly thenBy?: PurchaseDimension | undefined;
  /** Periods without a purchase are groups, too. */
  readonly emptyPeriods: boolean;
  readonly compareTo?: Comparison | undefined;
}

interface Group extends GroupKeys {
  readonly tally: PurchaseTally;
}

/** Tallies of purchases by one or two dimensions, and of all that pass the filters. They come customer by customer. */
export class Grouping implements Counts {
  readonly total = new PurchaseTally();
  private readonly byKeys = new Map<string, Group>();
  private readonly keys;
  private readonly byLine: boolean;
  private readonly filter: PurchaseFilter;
  private visits = 0;

  constructor(private readonly ask: PurchasesAsk) {
    const { groupBy, thenBy, filters } = ask;
    this.keys = [groupBy, ...(thenBy === undefined ? [] : [thenBy])].map(keysBy);
    this.filter = new PurchaseFilter(filters);
    this.byLine = this.filter.byLine || isOfLines(groupBy) || (thenBy !== undefined && isOfLines(thenBy));
  }

  /** How many groups there are. */
  get size(): number {
    return this.byKeys.size;
  }

  /** One customer's purchases, by day. With `times` −1 they are taken away: exactly those that were added before. */
  add(buyer: KnownBuyer, purchases: Iterable<Purchase>, times: Times = 1): void {
    if (!this.filter.holds(buyer)) return;
    this.visits += 1;
    for (const purchase of purchases) this.addPurchase(buyer, purchase, times);
  }

  private addPurchase(buyer: KnownBuyer, purchase: Purchase, times: Times): void {
    const lines = this.filter.lines(purchase);
    if (lines === undefined) return;
    if (!this.byLine) {
      const units = unitsOf(lines);
      this.count(this.total, purchase, purchase.amount, units, times);
      for (const group of this.groupsOf(buyer, purchase, NO_LINE))
        this.countIn(group, purchase, purchase.amount, units, times);
      return;
    }
    this.count(this.total, purchase, amountOf(lines), unitsOf(lines), times);
    const parts = new Map<Group, PurchaseLine[]>();
    for (const line of lines) {
      for (const group of this.groupsOf(buyer, purchase, line)) getOrAdd(parts, group, () => []).push(line);
    }
    for (const [group, part] of parts) this.countIn(group, purchase, amountOf(part), unitsOf(part), times);
  }

  private countIn(group: Group, purchase: Purchase, amount: number, units: number, times: Times): void {
    this.count(group.tally, purchase, amount, units, times);
    if (group.tally.isEmpty) this.byKeys.delete(idOf(group.key, group.thenKey));
  }

  private count(
    tally: PurchaseTally,
    { refund, day }: Purchase,
    amount: number,
    units: number,
    times: Times,
  ): void {
    if (refund) tally.refund(amount, times);
    else tally.order(this.visits, day, amount, units, times);
  }

  /** The periods of the span, where groups are periods. */
  periods(span: OpenSpan): GroupKeys[] {
    const { groupBy, thenBy } = this.ask;
    if (!isPeriod(groupBy) || thenBy !== undefined) return [];
    const from = span.from ?? this.total.firstDay;
    return from === undefined ? [] : periodsBetween(groupBy, from, span.to).map((key) => ({ key }));
  }

  /** The tally of a group; undefined if there is none. */
  find({ key, thenKey }: GroupKeys): PurchaseTally | undefined {
    return this.byKeys.get(idOf(key, thenKey))?.tally;
  }

  /** What each group is found by. */
  groupKeys(): GroupKeys[] {
    return [...this.byKeys.values()].map(({ tally: _, ...keys }) => keys);
  }

  /** `besides`: groups that are there even if nothing is in them. */
  groups(
    currency: string | null,
    span: OpenSpan,
    asOf: string,
    besides: readonly GroupKeys[] = [],
  ): PurchaseGroup[] {
    const { groupBy, thenBy } = this.ask;
    const spans = isPeriod(groupBy) ? periodSpans(groupBy, span, this.total) : undefined;
    const groups: PurchaseGroup[] = [];
    const add = (tally: PurchaseTally, { key, thenKey }: GroupKeys) => {
      const figures = tally.figures(key, currency, spans?.get(key ?? '') ?? span, asOf);
      groups.push(thenKey === undefined ? figures : { ...figures, thenKey });
    };
    for (const group of this.byKeys.values()) add(group.tally, group);
    const nothing = new PurchaseTally();
    for (const keys of besides) if (this.find(keys) === undefined) add(nothing, keys);
    const byKeys = (a: PurchaseGroup, b: PurchaseGroup) =>
      byKey(a, b) ||
      (thenBy === undefined ? 0 : byKey({ key: a.thenKey ?? null }, { key: b.thenKey ?? null }));
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
