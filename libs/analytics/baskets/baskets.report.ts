import { type Base } from '../base/base.js';
import { countsOf, type CountingQuestion, type KeptCounts, withKept } from '../base/kept-counts.js';
import { type PageAsk, pageOf, type Sorted } from '../base/table-page.js';
import { eachOf, getOrAdd } from '../groups.js';
import { type KeptReports } from '../kept-reports.js';
import {
  type KnownBuyers,
  knownBuyers,
  type PurchaseSelection,
  type SelectedBuyer,
  spanOf,
  within as withinSpan,
} from '../purchases/purchase-selection.js';
import { selectionQuestion } from '../purchases/selection-question.js';
import { toHundredths, toRate } from '../rounding.js';
import { BasketCounts } from './basket-counts.js';
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
export async function reportBaskets(ask: BasketsAsk, base: Base, kept?: KeptReports) {
  const keeping = ask.customerId === undefined ? kept?.baskets : undefined;
  return withKept(keeping, async (baskets) => {
    const known = await knownByCurrency(ask, base, kept);
    const all = await counted(ask, base, known, { kept: baskets });
    // A pair is in no more baskets than either of the two: products in too few need not be paired.
    const isChosen = (product: string) => all.basketsWith(product) >= ask.minBaskets;
    const counts = all.knowsPairs ? all : await counted(ask, base, known, { isChosen });
    return { baskets: all.baskets, ...pageOf(await rulesIn(counts, ask, base), placeBy(ask.sort), ask) };
  });
}

type KnownByCurrency = readonly (readonly [currency: string | null, known: KnownBuyers])[];

async function knownByCurrency(ask: BasketsAsk, base: Base, kept: KeptReports | undefined) {
  const counts = withinSpan(spanOf(ask, base.moment.asOf));
  const known: [string | null, KnownBuyers][] = [];
  for (const currency of eachOf(await base.currencies(ask.currency, counts, ask.customerId)))
    known.push([currency, await knownBuyers(ask, base, currency, { kept })]);
  return known;
}

interface Counting {
  readonly kept?: KeptCounts<BasketCounts> | undefined;
  /** Of which products pairs are counted, however many; absent: of all, if they can be kept. */
  readonly isChosen?: (product: string) => boolean;
}

/** Baskets are counted, whatever the currency; a day or a customer of two currencies has a basket of each. */
async function counted(
  ask: BasketsAsk,
  base: Base,
  known: KnownByCurrency,
  { kept, isChosen }: Counting,
): Promise<BasketCounts> {
  const found: BasketCounts[] = [];
  for (const [currency, buyers] of known) {
    const question = basketsQuestion(ask, { currency, asOf: base.moment.asOf }, buyers, isChosen);
    found.push(await countsOf(question, base, kept));
  }
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const sum = new BasketCounts(() => true);
  for (const each of found) sum.addAll(each);
  return sum;
}

function basketsQuestion(
  ask: BasketsAsk,
  { currency, asOf }: { readonly currency: string | null; readonly asOf: string },
  known: KnownBuyers,
  isChosen: Counting['isChosen'],
): CountingQuestion<BasketCounts> {
  const { within } = ask;
  return selectionQuestion(ask, { currency, asOf }, known, {
    key: within,
    begin: () => new BasketCounts(isChosen),
    count: (baskets, buyer, times) => {
      for (const products of basketsOf(buyer, within)) baskets.add(products, times);
    },
  });
}

/** Pairs between two pauses. */
const STRIDE = 1_000;

async function rulesIn(
  counts: BasketCounts,
  { minBaskets, boughtWith }: BasketsAsk,
  base: Base,
): Promise<ProductsTogether[]> {
  const found: ProductsTogether[] = [];
  const add = (product: string, together: string, both: number) => {
    if (boughtWith !== undefined && product !== boughtWith) return;
    const confidence = both / counts.basketsWith(product);
    found.push({
      product,
      together,
      baskets: both,
      support: toRate(both / counts.baskets),
      confidence: toRate(confidence),
      lift: toHundredths((confidence * counts.baskets) / counts.basketsWith(together)),
    });
  };
  let at = 0;
  for (const { one, other, baskets } of counts.pairs()) {
    at += 1;
    if (at % STRIDE === 0) await base.pause();
    if (baskets < minBaskets) continue;
    add(one, other, baskets);
    add(other, one, baskets);
  }
  return found;
}

const placeBy =
  (sort: BasketSort) =>
  (pair: ProductsTogether): Sorted => ({
    // Asked for among equals alone.
    get id() {
      return JSON.stringify([pair.product, pair.together]);
    },
    value: pair[sort],
  });

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
