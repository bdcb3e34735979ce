import { InvalidCursorError, type Page } from '../../event-sourcing/core.js';

interface Asked {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * One page of lists that follow each other, one for each currency, none of them empty. The cursor names the currency and the
 * place in its list.
 * @throws InvalidCursorError for a malformed cursor
 */
export async function pageByCurrency<Item>(
  currencies: readonly string[],
  { limit, cursor }: Asked,
  pageIn: (currency: string, asked: Asked) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  const place = cursor === undefined ? undefined : decoded(cursor);
  const items: Item[] = [];
  for (const currency of currencies) {
    if (place && currency < place.currency) continue;
    if (items.length === limit) return { items, nextCursor: encoded({ currency }) };
    const within = place?.currency === currency ? place.within : undefined;
    const found = await pageIn(currency, { limit: limit - items.length, cursor: within });
    items.push(...found.items);
    if (found.nextCursor !== undefined)
      return { items, nextCursor: encoded({ currency, within: found.nextCursor }) };
  }
  return { items };
}

interface Place {
  readonly currency: string;
  /** Cursor of its list; absent: its beginning. */
  readonly within?: string | undefined;
}

const encoded = ({ currency, within }: Place): string =>
  Buffer.from(JSON.stringify([currency, within ?? null])).toString('base64url');

function decoded(cursor: string): Place {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 2) {
      const [currency, within] = parts as readonly unknown[];
      if (typeof currency === 'string' && within === null) return { currency };
      if (typeof currency === 'string' && typeof within === 'string') return { currency, within };
    }
  } catch {
    // Said below.
  }
  throw new InvalidCursorError('the cursor is malformed');
}
