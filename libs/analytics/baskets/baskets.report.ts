import { type Base } from '../base/base.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { getOrAdd } from '../groups.js';
import { type PurchaseSelection, selected, type SelectedBuyer } from '../purchases/purchase-selection.js';
import { toHundredths, toRate } from '../rounding.js';
import { type BasketKind, type ProductsTogether } from './baskets.answers.js';

export const basketSorts = ['lift', 'support', 'confidence'] as const;
export type BasketSort = (typeof basketSorts)[number];

export interface BasketsAsk extends PurchaseSelection, PageAsk {
  readonly within: BasketKind;
  /** Pairs in fewer baskets are left out. */
  readonly minBaskets: number;
  readonly sort: BasketSort;
  /** Only pairs that begin with this product. */
  readonly boughtWith?: string | undefined;
}

/**
 * Rules "who buys `product` also buys `together`" (R. Agrawal, T. Imieliński and A. Swami, "Mining association rules",
 * 1993), of pairs: support = baskets with both ÷ baskets; confidence = baskets with both ÷ baskets with `product`;
 * lift = confidence ÷ (baskets with `together` ÷ baskets) (S. Brin and others, "Dynamic itemset counting", 1997).
 */
export async function reportBaskets(ask: BasketsAsk, base: Base) {
  const { within, minBaskets, sort, boughtWith, limit, cursor, ...selection } = ask;
  const parts = await selected(selection, base);
  // Baskets are counted, whatever the currency; a day or a customer of two currencies has a basket of each.
  const buyers = async function* (): AsyncGenerator<SelectedBuyer> {
    for (const part of parts) yield* part.buyers();
  };
  const alone = new Map<string, number>();
  let baskets = 0;
  for await (const buyer of buyers()) {
    for (const products of basketsOf(buyer, within)) {
      baskets += 1;
      for (const product of products) alone.set(product, (alone.get(product) ?? 0) + 1);
    }
  }
  // A pair is in no more baskets than either of the two: products in too few need not be paired.
  const common = (product: string) => (alone.get(product) ?? 0) >= minBaskets;
  const pairs = new Map<string, Map<string, number>>();
  for await (const buyer of buyers()) {
    for (const products of basketsOf(buyer, within)) {
      await base.pause();
      count([...products].filter(common), pairs);
    }
  }
  const found: ProductsTogether[] = [];
  const add = (product: string, together: string, both: number) => {
    if (boughtWith !== undefined && product !== boughtWith) return;
    const confidence = both / (alone.get(product) ?? 1);
    found.push({
      product,
      together,
      baskets: both,
      support: toRate(both / baskets),
      confidence: toRate(confidence),
      lift: toHundredths((confidence * baskets) / (alone.get(together) ?? 1)),
    });
  };
  for (const [one, others] of pairs) {
    await base.pause();
    for (const [other, both] of others) {
      if (both < minBaskets) continue;
      add(one, other, both);
      add(other, one, both);
    }
  }
  const idOf = ({ product, together }: ProductsTogether) => JSON.stringify([product, together]);
  const page = pageOf(found, (pair) => ({ id: idOf(pair), value: pair[sort] }), { limit, cursor });
  return { baskets, ...page };
}

/** Under the lower of both names. */
function count(products: readonly string[], pairs: Map<string, Map<string, number>>): void {
  const sorted = [...products].sort();
  for (const [at, one] of sorted.entries()) {
    if (at === sorted.length - 1) return;
    const others = getOrAdd(pairs, one, () => new Map<string, number>());
    for (const other of sorted.slice(at + 1)) others.set(other, (others.get(other) ?? 0) + 1);
  }
}

/** The products of each basket, each once; what was given back later counts. */
function basketsOf({ purchases }: SelectedBuyer, within: BasketKind): Iterable<ReadonlySet<string>> {
  const baskets = new Map<number, Set<string>>();
  for (const [at, { purchase, lines }] of purchases.entries()) {
    if (purchase.refund) continue;
    const key = within === 'order' ? at : within === 'day' ? purchase.day : 0;
    const basket = getOrAdd(baskets, key, () => new Set<string>());
    for (const { product } of lines) basket.add(product);
  }
  return baskets.values();
}
