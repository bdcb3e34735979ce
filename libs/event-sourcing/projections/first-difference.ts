/**
 * The dotted path of the first field in which two JSON values differ, `''` when they are no objects; undefined: they are
 * equal. A field that is `undefined` is as good as absent; the order of fields doesn't count.
 */
export function firstDifference(one: unknown, other: unknown, path = ''): string | undefined {
  if (one === other) return undefined;
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return path;
  if (Array.isArray(one) && Array.isArray(other) && one.length !== other.length) return path;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = firstDifference(one[key], other[key], path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
