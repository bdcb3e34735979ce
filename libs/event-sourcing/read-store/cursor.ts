import { type Filter, type FindOptions, type StoredDocument } from './read-store.port.js';

export interface PageRequest {
  /** A field (a dotted path) whose values are strings, numbers, booleans, null or missing; and which way. */
  readonly sort: readonly [field: string, direction: 1 | -1];
  /** The most items on the page: 1 or more. */
  readonly limit: number;
  /** The `nextCursor` of the page before; absent: the first page. */
  readonly cursor?: string | undefined;
}

export interface Page<D> {
  readonly items: readonly D[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** The cursor is none of ours, or was made for another sort. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}

type SortValue = string | number | boolean | null;

/** Where a page ended: the last item's value and, among equal values, its id. */
interface Mark {
  readonly value: SortValue;
  readonly id: string;
}

/**
 * One page of what matches the filter, in a total order: by the sort field, missing and null first (last, descending),
 * and by `_id` among equals. The cursor is opaque; what is inserted or removed between two pages shifts nothing.
 *
 * @throws InvalidCursorError for a malformed cursor, or one made for another sort
 */
export async function page<D extends StoredDocument>(
  source: { find(filter: Filter, options: FindOptions): Promise<D[]> },
  filter: Filter,
  { sort: [field, direction], limit, cursor }: PageRequest,
): Promise<Page<D>> {
  const beyond =
    cursor === undefined ? undefined : beyondMark(field, direction, decode(cursor, field, direction));
  const found = await source.find(beyond ? { $and: [filter, beyond] } : filter, {
    sort: field === '_id' ? { _id: direction } : { [field]: direction, _id: direction },
    limit: limit + 1,
  });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || !last) return { items };
  return { items, nextCursor: encode(field, direction, { value: sortValue(last, field), id: last._id }) };
}

/** Comparisons never reach across types in MongoDB's language, so null and missing have their own conditions. */
function beyondMark(field: string, direction: 1 | -1, { value, id }: Mark): Filter {
  const beyond = direction === 1 ? '$gt' : '$lt';
  if (field === '_id') return { _id: { [beyond]: id } };
  const amongEquals = { [field]: value, _id: { [beyond]: id } };
  if (value === null)
    return direction === 1 ? { $or: [{ [field]: { $ne: null } }, amongEquals] } : amongEquals;
  const further = [{ [field]: { [beyond]: value } }, amongEquals];
  return { $or: direction === 1 ? further : [...further, { [field]: null }] };
}

function sortValue(document: object, field: string): SortValue {
  let value: unknown = document;
  for (const name of field.split('.')) {
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : null;
  }
  if (isSortValue(value)) return value;
  throw new TypeError(`${field} cannot be paged by: it holds more than one value`);
}

const encode = (field: string, direction: 1 | -1, { value, id }: Mark): string =>
  Buffer.from(JSON.stringify([field, direction, value, id])).toString('base64url');

function decode(cursor: string, field: string, direction: 1 | -1): Mark {
  const [ofField, ofDirection, value, id] = parse(cursor);
  if (typeof id !== 'string' || !isSortValue(value)) throw new InvalidCursorError('the cursor is malformed');
  if (ofField !== field || ofDirection !== direction) {
    throw new InvalidCursorError('the cursor was made for another sort');
  }
  return { value, id };
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 4) return parts;
  } catch {
    // Said below.
  }
  throw new InvalidCursorError('the cursor is malformed');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isSortValue = (value: unknown): value is SortValue =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
