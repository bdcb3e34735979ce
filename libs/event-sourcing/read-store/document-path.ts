/** Stands for the one value of an empty array, which MongoDB sorts before null. */
export const EMPTY_ARRAY: unique symbol = Symbol('empty array');

/** A JSON value as found in a document; `undefined` is a missing field. */
export type Found = unknown;

/**
 * The values an index or a sort sees at a dotted path: one for a plain field, one for each element of an array,
 * `undefined` where there is nothing. Never empty.
 */
export function valuesAt(document: object, path: string): Found[] {
  const found: Found[] = [];
  collect(document, path.split('.'), 0, found);
  return found;
}

function collect(value: unknown, path: readonly string[], depth: number, found: Found[]): void {
  const field = path[depth];
  if (field === undefined) collectLeaf(value, found);
  else if (Array.isArray(value)) collectFromArray(value, field, path, depth, found);
  else if (isObject(value)) collect(value[field], path, depth + 1, found);
  else found.push(undefined);
}

function collectLeaf(value: unknown, found: Found[]): void {
  if (!Array.isArray(value)) found.push(value);
  else if (value.length === 0) found.push(EMPTY_ARRAY);
  else for (const element of value) found.push(element);
}

function collectFromArray(
  array: readonly unknown[],
  field: string,
  path: readonly string[],
  depth: number,
  found: Found[],
): void {
  const before = found.length;
  if (/^\d+$/.test(field) && Number(field) < array.length)
    collect(array[Number(field)], path, depth + 1, found);
  for (const element of array) {
    if (isObject(element)) collect(element, path, depth, found);
  }
  if (found.length === before) found.push(undefined);
}

/** The value at a path without arrays, the quick case; SEVERAL when there is an array on the path, so that `valuesAt` must be used. */
export const SEVERAL: unique symbol = Symbol('several values');

export function plainValueAt(document: object, path: string): Found {
  let value: unknown = document;
  for (let start = 0; start <= path.length;) {
    if (Array.isArray(value)) return SEVERAL;
    if (!isObject(value)) return undefined;
    const dot = path.indexOf('.', start);
    const end = dot === -1 ? path.length : dot;
    value = value[path.slice(start, end)];
    start = end + 1;
  }
  return Array.isArray(value) ? SEVERAL : value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
