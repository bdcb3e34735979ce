/**
 * Canonical JSON (RFC 8785) of a JSON value: no whitespace, keys in the order of their UTF-16 code units, literals as
 * `JSON.stringify` writes them. What is undefined is left out, as there.
 *
 * It is made for each command and each event, so by hand, in two thirds of the time that the fastest package tried
 * takes; a spec holds it equal to the RFC's reference.
 * @throws Error for what is not JSON: NaN, infinity, circles
 */
export const canonicalJson = (value: object): string => {
  const text = textOf(value);
  if (text === undefined) throw new TypeError('a function is not JSON');
  return text;
};

/** Undefined for what JSON leaves out. */
const textOf = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON`);
      return `${value}`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? textOfList(value) : textOfObject(value as Record<string, unknown>);
    case 'bigint':
      throw new TypeError('a bigint is not JSON');
    case 'function':
    case 'symbol':
    case 'undefined':
      return undefined;
  }
};

const textOfList = (list: readonly unknown[]): string => {
  let text = '[';
  for (const item of list) text += `${text === '[' ? '' : ','}${textOf(item) ?? 'null'}`;
  return `${text}]`;
};

const textOfObject = (object: Readonly<Record<string, unknown>>): string => {
  let text = '{';
  for (const key of inOrder(Object.keys(object))) {
    const value = textOf(object[key]);
    if (value !== undefined) text += `${text === '{' ? '' : ','}${nameOf(key)}${value}`;
  }
  return `${text}}`;
};

const FEW = 64;

/** In place. Objects mostly have few keys, nearly in this order: insertion is then the quickest way. */
const inOrder = (keys: string[]): readonly string[] => {
  if (keys.length > FEW) return keys.sort();
  for (let end = 1; end < keys.length; end += 1) {
    const key = keys[end] ?? '';
    let place = end;
    for (let before = keys[place - 1]; before !== undefined && before > key; before = keys[place - 1]) {
      keys[place] = before;
      place -= 1;
    }
    keys[place] = key;
  }
  return keys;
};

/** What `JSON.stringify` would not write as it stands, or at least looks at more closely. */
// eslint-disable-next-line no-control-regex -- control characters are among them
const SPECIAL = /[\u0000-\u001f"\\\ud800-\udfff]/;

/** A string as it stands in JSON. */
export const quoted = (text: string): string => (SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`);

/** Names of fields come again and again. They are few, unless a caller makes them up. */
const MOST_NAMES = 1_000;
const names = new Map<string, string>();

const nameOf = (key: string): string => {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = `${quoted(key)}:`;
  if (names.size < MOST_NAMES) names.set(key, name);
  return name;
};
