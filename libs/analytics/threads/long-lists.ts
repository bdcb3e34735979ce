/** The most items of a part. */
const ITEMS = 200;
/** The most things in a part, counting those in the lists of its items: a few milliseconds of the thread that reads it. */
const THINGS = 1_000;

/** Some items of a list; `more`: others follow. */
export interface ListPart {
  readonly items: readonly unknown[];
  readonly more: boolean;
}

/** What is left of a list. */
interface Rest {
  readonly items: readonly unknown[];
  readonly at: number;
}

/**
 * The long lists of answers, each part of which is taken by itself: whoever receives a message holds its event loop until it
 * has read all of it. An answer's are kept until all have been taken, or it is forgotten.
 */
export class LongLists {
  private readonly answers = new Map<number, Map<string, Rest>>();

  /** Keeps the long lists of an answer; returns it with these empty, and their names. */
  keep(number: number, report: object): { readonly head: object; readonly lists: readonly string[] } {
    const long = Object.entries(Array.isArray(report) ? {} : report).filter(
      (entry): entry is [string, unknown[]] =>
        Array.isArray(entry[1]) && endOfPart(entry[1], 0) < entry[1].length,
    );
    if (long.length === 0) return { head: report, lists: [] };
    this.answers.set(number, new Map(long.map(([list, items]) => [list, { items, at: 0 }])));
    const lists = long.map(([list]) => list);
    return { head: { ...report, ...Object.fromEntries(lists.map((list) => [list, []])) }, lists };
  }

  /** The next part of a list; undefined: nothing is left of it. */
  next(number: number, list: string): ListPart | undefined {
    const lists = this.answers.get(number);
    const rest = lists?.get(list);
    if (!lists || !rest) return undefined;
    const { items, at } = rest;
    const end = endOfPart(items, at);
    const more = end < items.length;
    if (more) lists.set(list, { items, at: end });
    else lists.delete(list);
    if (lists.size === 0) this.forget(number);
    return { items: items.slice(at, end), more };
  }

  forget(number: number): void {
    this.answers.delete(number);
  }
}

/** A part has an item at least: a list within one is not split. */
function endOfPart(items: readonly unknown[], at: number): number {
  let [end, things] = [at, 0];
  while (end < items.length && end - at < ITEMS) {
    things += thingsIn(items[end]);
    if (things > THINGS && end > at) break;
    end += 1;
  }
  return end;
}

function thingsIn(item: unknown): number {
  let things = 1;
  for (const value of Object.values(item ?? {})) if (Array.isArray(value)) things += value.length;
  return things;
}
