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
  const sorted = items
    .map((item) => ({ item, group: '', ...sortedBy(item) }))
    .filter((each) => after === undefined || inOrder(after, each) < 0)
    .sort(inOrder);
  const page = sorted.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(sorted.length > limit && last ? { nextCursor: encoded(last) } : {}),
  };
}

type Place = Required<Sorted>;

const inOrder = (a: Place, b: Place): number =>
  byText(a.group, b.group) || b.value - a.value || byText(a.id, b.id);

const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const encoded = ({ value, id, group }: Place): string =>
  Buffer.from(JSON.stringify([value, id, group])).toString('base64url');

function decoded(cursor: string): Place {
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
