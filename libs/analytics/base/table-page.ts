import { InvalidCursorError } from '../../event-sourcing/core.js';

/** How a list is sorted and cut. */
export interface PageAsk {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Sorted {
  readonly id: string;
  readonly value: number;
  /** Items of a group come together, groups by name; absent: the list is one group. */
  readonly group?: string;
}

/**
 * One page of a list in memory, group by group, the highest values first, by id among equals. The cursor holds the last
 * item's value, id and group, so that what is inserted or removed between two pages shifts nothing.
 * @throws InvalidCursorError for a malformed cursor
 */
export function pageOf<Item>(
  items: readonly Item[],
  sortedBy: (item: Item) => Sorted,
  { limit, cursor }: PageAsk,
): { readonly items: readonly Item[]; readonly nextCursor?: string } {
  const after = cursor === undefined ? undefined : decoded(cursor);
  /** The first of those seen, in order: one more than the page has, to tell whether there is a next one. */
  const first: Placed<Item>[] = [];
  for (const item of items) {
    const placed = { item, place: sortedBy(item) };
    if (after && inOrder(placed.place, after) <= 0) continue;
    const last = first[limit];
    if (last && inOrder(placed.place, last.place) > 0) continue;
    first.splice(indexFor(placed, first), 0, placed);
    if (last) first.pop();
  }
  const page = first.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(first.length > limit && last ? { nextCursor: encoded(last.place) } : {}),
  };
}

interface Placed<Item> {
  readonly item: Item;
  readonly place: Sorted;
}

/** Where it goes among others that are in order: after its equals. */
function indexFor<Item>({ place }: Placed<Item>, others: readonly Placed<Item>[]): number {
  let [low, high] = [0, others.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = others[middle];
    if (other && inOrder(other.place, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The id is looked at among equals alone. */
const inOrder = (a: Sorted, b: Sorted): number =>
  byText(a.group ?? '', b.group ?? '') || b.value - a.value || byText(a.id, b.id);

const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const encoded = ({ value, id, group = '' }: Sorted): string =>
  Buffer.from(JSON.stringify([value, id, group])).toString('base64url');

function decoded(cursor: string): Sorted {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 3) {
      const [value, id, group] = parts as readonly unknown[];
      if (typeof value === 'number' && typeof id === 'string' && typeof group === 'string')
        return { value, id, group };
    }
  } catch {
    // Said below.
  }
  throw new InvalidCursorError('the cursor is malformed');
}
