import { type CustomerAttributes } from '../facts/customer-attributes.projection.js';
import { dayNumber } from '../facts/epoch-days.js';
import { type Key } from '../groups.js';
import { type Attributes, type Base } from './base.js';
import { type Purchase } from './purchase-table.js';

/** Whether something is added or taken away. */
export type Times = 1 | -1;

/** A customer as of the moment that it is counted for. */
export interface CountedCustomer {
  readonly customerId: string;
  readonly attributes: () => Attributes;
  /** In the question's currency, by day. */
  readonly purchases: readonly Purchase[];
}

/** What is counted customer by customer, and can be taken away again. */
export interface Counts {
  /** How many things there are in it. */
  readonly size: number;
}

/** The segment of each customer that is in one. */
export type Segments = ReadonlyMap<string, Key>;

/** A question as of a day that is answered from what each customer adds. */
export interface CountingQuestion<C extends Counts> {
  /** Absent: purchases in any currency; null: there is none that anybody bought in. */
  readonly currency: string | null | undefined;
  /** The one customer that it is of. */
  readonly only?: string | undefined;
  /** Whether what is counted can be kept. */
  readonly canBeKept: boolean;
  /** Whether customers without a purchase count, too. */
  readonly ofEverybody: boolean;
  /** Whether what a customer adds depends on its attributes. */
  readonly looksAtCustomers: boolean;
  /**
   * The segment of each customer as of the base's moment, where what a customer adds depends on it: one purchase may change
   * those of others.
   */
  readonly segments?: Segments | undefined;
  /** Whether a day that passes adds nothing but what is dated after it. */
  readonly goesOn: boolean;
  /** The same question as of a day always has the same key, and no other question has it. */
  keyAsOf(asOf: string): string;
  begin(): C;
  /** With `times` −1, exactly what was added before is taken away. */
  count(counts: C, customer: CountedCustomer, times: Times): void;
}

/** Sizes that are kept in all: what is larger is not kept. */
export const LARGEST = 200_000;
/** Segments of customers that take as much memory as one of what is counted. */
const SEGMENTS = 10;
/** Questions that are kept: by each dimension in several currencies, and others. */
const MOST = 128;
/** Customers that are remembered for what a later day adds. */
const MOST_LATER = 10_000;
/** Customers between two pauses. */
const STRIDE = 200;

/**
 * What was counted for questions, kept from one report to the next, so that a question asked again doesn't count everybody
 * again: what the customers added who have changed since is taken away, and added as it is now. The question of the next day
 * goes on from that of the day before, where it can. The newest questions are kept, as long as they aren't too large together.
 */
export class KeptCounts<C extends Counts> {
  /** The one asked for last stands last. */
  private readonly kept = new Map<string, KeptCount<C>>();
  private turn: Promise<unknown> = Promise.resolve();

  /** What `use` makes of the counts, which are its own until it has ended: one report has them at a time. */
  async inTurn<Result>(use: () => Promise<Result>): Promise<Result> {
    const made = this.turn.then(use, use);
    this.turn = made.catch(() => undefined);
    return made;
  }

  /** What is counted as of the base's moment; undefined: it can't be kept, or what is kept knows more than the base. */
  async of(question: CountingQuestion<C>, base: Base): Promise<C | undefined> {
    if (!question.canBeKept || question.only !== undefined) return undefined;
    const { asOf, position } = base.moment;
    const key = question.keyAsOf(asOf);
    const from = this.kept.has(key) ? key : this.dayBefore(question, base);
    const found = from === undefined ? undefined : this.kept.get(from);
    if (found && found.position > position) return undefined;
    // Kept again only when all of this has come to its end: a report that is cancelled leaves it half done.
    if (from !== undefined) this.kept.delete(from);
    const kept = (await found?.broughtTo(question, base)) ? found : await KeptCount.of(question, base);
    if (kept === undefined) return undefined;
    this.kept.set(key, kept);
    this.makeRoom();
    return kept.counts;
  }

  /** What was asked as of this base's day, brought to its position. */
  async bringUpToDate(base: Base): Promise<void> {
    const { asOf } = base.moment;
    const asked = [...this.kept.values()]
      .filter((each) => each.asOf === asOf)
      .map(({ question }) => question);
    for (const each of asked) await this.inTurn(() => this.of(each, base));
  }

  /** The key of the same question as of the last day before, if little has happened after it. */
  private dayBefore(question: CountingQuestion<C>, { moment: { asOf } }: Base): string | undefined {
    if (!question.goesOn) return undefined;
    let newest: readonly [key: string, day: string] | undefined;
    for (const [key, kept] of this.kept) {
      if (kept.asOf >= asOf || !kept.knowsLater || (newest && newest[1] > kept.asOf)) continue;
      if (key === question.keyAsOf(kept.asOf)) newest = [key, kept.asOf];
    }
    return newest?.[0];
  }

  private makeRoom(): void {
    let size = 0;
    for (const [key, kept] of [...this.kept].reverse()) {
      // One that is too large makes no room for itself.
      if (size + kept.size > LARGEST) this.kept.delete(key);
      else size += kept.size;
    }
    for (const key of [...this.kept.keys()].slice(0, -MOST)) this.kept.delete(key);
  }
}

/** What is counted: kept, where it can be; else of everybody, now. */
export const countsOf = async <C extends Counts>(
  question: CountingQuestion<C>,
  base: Base,
  kept: KeptCounts<C> | undefined,
): Promise<C> => (await kept?.of(question, base)) ?? (await countedNow(question, base));

/** Everybody counted, and nothing remembered for later. */
async function countedNow<C extends Counts>(question: CountingQuestion<C>, base: Base): Promise<C> {
  const counts = question.begin();
  await ofEach(base, question, (customerId) => {
    count(counts, question, base, customerId, () => base.attributesOf(customerId), 1);
  });
  return counts;
}

async function ofEach<C extends Counts>(
  base: Base,
  question: CountingQuestion<C>,
  visit: (customerId: string) => void,
): Promise<void> {
  let at = 0;
  for (const customerId of everybodyIn(base, question)) {
    at += 1;
    if (at % STRIDE === 0) await base.pause();
    visit(customerId);
  }
}

/** What `use` makes of kept counts in its turn; or without any, where nothing is kept. */
export const withKept = <C extends Counts, Result>(
  kept: KeptCounts<C> | undefined,
  use: (kept: KeptCounts<C> | undefined) => Promise<Result>,
): Promise<Result> => (kept ? kept.inTurn(() => use(kept)) : use(undefined));

/** Counts, and how far they have come. */
class KeptCount<C extends Counts> {
  readonly counts: C;
  position = '';
  asOf = '';
  private purchasesSeen = 0;
  private customersSeen = 0;
  /** Customers with something recorded after the position, which was in the tables before it counted. */
  private ahead = new Set<string>();
  /** Customers with something that happened after the day; undefined: too many. */
  private later: Set<string> | undefined = new Set<string>();

  private constructor(public question: CountingQuestion<C>) {
    this.counts = question.begin();
  }

  get size(): number {
    return this.counts.size + (this.question.segments?.size ?? 0) / SEGMENTS;
  }

  /** Everybody counted. */
  static async of<C extends Counts>(question: CountingQuestion<C>, base: Base): Promise<KeptCount<C>> {
    const made = new KeptCount(question);
    made.remember(question, base);
    await ofEach(base, question, made.visiting(base));
    return made;
  }

  /** Whether it can be brought to a later day. */
  get knowsLater(): boolean {
    return this.later !== undefined;
  }

  /** Counts what has changed, up to the base's day and position; false: that can't be told, and everybody must be counted anew. */
  async broughtTo(question: CountingQuestion<C>, base: Base): Promise<boolean> {
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
      ...movedBetween(this.question.segments, question.segments),
      ...(question.looksAtCustomers ? before.keys() : []),
    ]);
    const [then, asked] = [base.asOf(this.asOf).at(this.position), this.question];
    this.ahead = new Set();
    if (base.moment.asOf !== this.asOf) this.later = new Set();
    this.remember(question, base);
    const visit = this.visiting(base);
    let at = 0;
    for (const customerId of ids) {
      at += 1;
      if (at % STRIDE === 0) await base.pause();
      const document = before.has(customerId) ? before.get(customerId) : customers.get(customerId);
      count(this.counts, asked, then, customerId, () => then.readAttributes(document), -1);
      visit(customerId);
    }
    return true;
  }

  private remember(question: CountingQuestion<C>, { tables, moment }: Base): void {
    this.question = question;
    this.asOf = moment.asOf;
    this.position = moment.position;
    this.purchasesSeen = tables.purchases.changes.end;
    this.customersSeen = tables.customers.changes.end;
  }

  private visiting(base: Base): (customerId: string) => void {
    const { purchases, customers } = base.tables;
    const { position, asOf } = base.moment;
    const { question } = this;
    const day = dayNumber(asOf);
    return (customerId) => {
      count(this.counts, question, base, customerId, () => base.attributesOf(customerId), 1);
      const bought = purchases.of(customerId);
      const customer = question.looksAtCustomers ? customers.get(customerId) : undefined;
      const isAhead =
        bought.some((purchase) => purchase.position > position) || (customer?.position ?? '') > position;
      if (isAhead) this.ahead.add(customerId);
      if ((bought.at(-1)?.day ?? day) > day || (customer && changesAfter(customer, asOf)))
        this.later?.add(customerId);
      if (this.later && this.later.size > MOST_LATER) this.later = undefined;
    };
  }
}

/** Whose segment is another one now. */
function* movedBetween(before: Segments = new Map(), now: Segments = new Map()): Generator<string> {
  for (const [customerId, segment] of now) if ((before.get(customerId) ?? null) !== segment) yield customerId;
  for (const customerId of before.keys()) if (!now.has(customerId)) yield customerId;
}

function count<C extends Counts>(
  counts: C,
  question: CountingQuestion<C>,
  base: Base,
  customerId: string,
  attributes: () => Attributes,
  times: Times,
): void {
  const { currency, ofEverybody } = question;
  const purchases = currency === null ? [] : base.purchasesOf(customerId, currency);
  if (purchases.length > 0 || ofEverybody)
    question.count(counts, { customerId, attributes, purchases }, times);
}

const everybodyIn = function* <C extends Counts>(
  { tables: { purchases, customers } }: Base,
  { only, ofEverybody, currency }: CountingQuestion<C>,
): Generator<string> {
  if (only !== undefined) yield only;
  else if (ofEverybody) for (const { _id: customerId } of customers) yield customerId;
  else if (currency !== null) yield* purchases.customers();
};

/** Whether anything that groups and filters look at holds from a day after this one. */
const changesAfter = (
  { name, region, sector, source, owner, tags }: CustomerAttributes,
  day: string,
): boolean =>
  [name, region, sector, source, owner, ...Object.values(tags)].some((history) =>
    history.some((fact) => fact.day > day),
  );
