import { type Counts, LARGEST, type Times } from '../base/kept-counts.js';
import { getOrAdd } from '../groups.js';

/** A product, and with which others it was bought: each pair stands at the one that came first. */
interface Product {
  readonly name: string;
  readonly number: number;
  baskets: number;
  readonly together: Map<Product, number>;
}

/** Two products in one basket, in no particular order. */
export interface Pair {
  readonly one: string;
  readonly other: string;
  /** With both. */
  readonly baskets: number;
}

/**
 * How many baskets there are, with each product and with each pair of products. All pairs are counted as long as they are
 * not more than can be kept, and are unknown from then on; pairs of chosen products are counted however many they are.
 */
export class BasketCounts implements Counts {
  baskets = 0;
  private readonly products = new Map<string, Product>();
  private came = 0;
  private pairCount = 0;
  private knowsAll = true;

  /** `isChosen`: of which products pairs are counted; absent: of all. */
  constructor(private readonly isChosen?: (product: string) => boolean) {}

  get size(): number {
    return this.products.size + this.pairCount;
  }

  get knowsPairs(): boolean {
    return this.knowsAll;
  }

  /** With a product. */
  basketsWith(name: string): number {
    return this.products.get(name)?.baskets ?? 0;
  }

  add(names: ReadonlySet<string>, times: Times): void {
    this.baskets += times;
    const paired: Product[] = [];
    for (const name of names) {
      const product = this.product(name);
      product.baskets += times;
      if (product.baskets === 0) this.products.delete(name);
      if (this.knowsAll && (this.isChosen?.(name) ?? true)) paired.push(product);
    }
    if (this.isTooMany((paired.length * (paired.length - 1)) / 2)) this.forgetPairs();
    else this.addPairs(paired, times);
  }

  /** What others counted. */
  addAll(others: BasketCounts): void {
    this.baskets += others.baskets;
    for (const { name, baskets } of others.products.values()) this.product(name).baskets += baskets;
    if (!others.knowsAll) this.forgetPairs();
    for (const { one, other, baskets } of others.pairs())
      this.addPair(this.product(one), this.product(other), baskets);
  }

  *pairs(): Generator<Pair> {
    for (const { name: one, together } of this.products.values())
      for (const [{ name: other }, baskets] of together) yield { one, other, baskets };
  }

  private addPairs(products: readonly Product[], times: Times): void {
    for (const [at, one] of products.entries())
      for (const other of products.slice(at + 1)) this.addPair(one, other, times);
  }

  private addPair(a: Product, b: Product, times: number): void {
    if (!this.knowsAll) return;
    const [{ together }, other] = a.number < b.number ? [a, b] : [b, a];
    const before = together.get(other) ?? 0;
    const baskets = before + times;
    if (baskets === 0) together.delete(other);
    else together.set(other, baskets);
    this.pairCount += Number(baskets !== 0) - Number(before !== 0);
    if (this.isTooMany(this.pairCount)) this.forgetPairs();
  }

  private isTooMany(pairs: number): boolean {
    return !this.isChosen && pairs > LARGEST;
  }

  private forgetPairs(): void {
    this.knowsAll = false;
    this.pairCount = 0;
    for (const { together } of this.products.values()) together.clear();
  }

  private product(name: string): Product {
    return getOrAdd(this.products, name, () => {
      this.came += 1;
      return { name, number: this.came, baskets: 0, together: new Map<Product, number>() };
    });
  }
}
