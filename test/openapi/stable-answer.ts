import { createHash } from 'node:crypto';

const POSITION = /^\d{16}$/;
const RANDOM_ID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const ANYTHING = /^/;
/** What is said of commands in histories. */
const COMMANDS: ReadonlySet<string> = new Set(['commandId', 'correlationId', 'causationId']);
const HASH = /^[\da-f]{64}$/;

/**
 * An answer in which random ids, and the hashes that cover them, are replaced by ones made of their place in the answer, and
 * positions by their rank in it. So the examples are the same at each recording, and a request that is added to the story
 * changes only the answers that show it.
 */
export const stableAnswer = (answer: unknown): unknown => {
  const texts = textsIn(answer);
  const positions = distinct(texts, POSITION).sort();
  const ids = distinct(texts, RANDOM_ID);
  // A reaction's command has an id derived from that of an event.
  const derived = distinct(textsIn(answer, COMMANDS), ANYTHING);
  const hashes = distinct(texts, HASH);
  const instead = new Map([
    ...positions.map((position, rank) => [position, String(rank + 1).padStart(16, '0')] as const),
    ...derived.map((id, place) => [id, idOf(sha256(`command ${place}`))] as const),
    ...ids.map((id, place) => [id, idOf(sha256(`id ${place}`))] as const),
    ...hashes.map((hash, place) => [hash, sha256(`hash ${place}`)] as const),
  ]);
  return JSON.parse(JSON.stringify(answer), (_key, value: unknown) =>
    typeof value === 'string' ? (instead.get(value) ?? value) : value,
  ) as unknown;
};

/** In the fields of these names; in all where none are given. */
const textsIn = (answer: unknown, names?: ReadonlySet<string>): readonly string[] => {
  const texts: string[] = [];
  JSON.stringify(answer, (key, value: unknown) => {
    if (typeof value === 'string' && (!names || names.has(key))) texts.push(value);
    return value;
  });
  return texts;
};

const distinct = (texts: readonly string[], pattern: RegExp): string[] => [
  ...new Set(texts.filter((text) => pattern.test(text))),
];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A UUID of version 4. */
const idOf = (hash: string): string =>
  [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
