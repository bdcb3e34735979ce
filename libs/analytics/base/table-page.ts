import { InvalidCursorError } from '../../event-sourcing/core.js';

/** How a list is sorted and cut. */
export interface PageAsk {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Sorted {
  readonly id: string;
  readonly value: number;
}

/**
 * One page of a list in memory, the highest values first, by id among equals. The cursor holds the last item's value and
 * id, so that what is inserted or removed between two pages shifts nothing.
 * @throws InvalidCursorError for a malformed cursor
 */
export function pageOf<Item>(
  items: readonly Item[],
  sortedBy: (item: Item) => Sorted,
  { limit, cursor }: PageAsk,
): { readonly items: readonly Item[]; readonly nextCursor?: string } {
  const after = cursor === undefined ? undefined : decoded(cursor);
  const sorted = items
    .map((item) => ({ item, ...sortedBy(item) }))
    .filter((each) => after === undefined || inOrder(after, each) < 0)
    .sort(inOrder);
  const page = sorted.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(sorted.length > limit && last ? { nextCursor: encoded(last) } : {}),
  };
}

const inOrder = (a: Sorted, b: Sorted): number =>
  b.value - a.value || (a.id === b.id ? 0 : a.id < b.id ? -1 : 1);

const encoded = ({ value, id }: Sorted): string =>
  Buffer.from(JSON.stringify([value, id])).toString('base64url');

function decoded(cursor: string): Sorted {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 2) {
      const [value, id] = parts as readonly unknown[];
      if (typeof value === 'number' && typeof id === 'string') return { value, id };
    }
  } catch {
    // Said below.
  }
  throw new InvalidCursorError('the cursor is malformed');
}
