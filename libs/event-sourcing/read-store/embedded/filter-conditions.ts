import { type Filter } from '../read-store.port.js';
import { EMPTY_ARRAY, isObject } from '../document-path.js';
import { inverted, KeyWriter, tagOf } from './key-encoding.js';
import { truncatedToEntry } from './index-entries.js';

/**
 * A range over the encodings of one field: from those that begin with `low` (or, if open, that come after these) to
 * those that begin with `high` (or that come before them).
 */
export interface ValueRange {
  readonly low: Buffer;
  readonly lowOpen: boolean;
  readonly high: Buffer;
  readonly highOpen: boolean;
}

/** What a filter asks of one field: one value, one of several values, or a range. */
export type FieldCondition =
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  | { readonly kind: 'notNull' }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'range'; readonly operator: RangeOperator; readonly value: unknown };

type RangeOperator = '$gt' | '$gte' | '$lt' | '$lte';

/** As much of a filter as an index can help with: all of `fields`, and of each of `alternatives` at least one. */
export interface Conditions {
  readonly fields: ReadonlyMap<string, readonly FieldCondition[]>;
  readonly alternatives: readonly (readonly Filter[])[];
}

const writer = new KeyWriter();

const FIRST_TYPE = Buffer.of(tagOf(EMPTY_ARRAY));
const NULL = Buffer.of(tagOf(null));
const LAST_TYPE = Buffer.of(tagOf(true));

export function conditionsOf(filter: Filter): Conditions {
  const fields = new Map<string, FieldCondition[]>();
  const alternatives: Filter[][] = [];
  gather(filter, '', fields, alternatives);
  return { fields, alternatives };
}

function gather(
  filter: Filter,
  parent: string,
  fields: Map<string, FieldCondition[]>,
  alternatives: Filter[][],
): void {
  for (const [key, expression] of Object.entries(filter)) {
    if (key === '$and') {
      for (const each of filtersIn(expression)) gather(each, parent, fields, alternatives);
    } else if (key === '$or' && parent === '') {
      alternatives.push(filtersIn(expression));
    } else if (!key.startsWith('$')) {
      const path = parent + key;
      const known = fields.get(path) ?? [];
      fields.set(path, [...known, ...conditionsOn(expression)]);
      const element = isObject(expression) ? expression.$elemMatch : undefined;
      if (isObject(element)) gather(element, `${path}.`, fields, alternatives);
    }
  }
}

function filtersIn(expression: unknown): Filter[] {
  return Array.isArray(expression) ? expression.filter(isObject) : [];
}

function conditionsOn(expression: unknown): FieldCondition[] {
  if (expression instanceof RegExp) return prefixCondition(expression.source, expression.flags);
  if (!isObject(expression)) return valuesCondition([expression]);
  return Object.entries(expression).flatMap(([operator, value]): FieldCondition[] => {
    switch (operator) {
      case '$eq':
        return valuesCondition([value]);
      case '$in':
        return Array.isArray(value) ? valuesCondition(value) : [];
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        return isScalar(value) && value !== null ? [{ kind: 'range', operator, value }] : [];
      case '$ne':
        return value === null ? [{ kind: 'notNull' }] : [];
      case '$regex':
        return value instanceof RegExp
          ? prefixCondition(value.source, value.flags)
          : expression.$options === undefined && typeof value === 'string'
            ? prefixCondition(value, '')
            : [];
      default:
        return [];
    }
  });
}

/** A value that is an array or an object is compared as a whole, which the entries of an index don't show. */
function valuesCondition(values: readonly unknown[]): FieldCondition[] {
  return values.every(isScalar) ? [{ kind: 'values', values }] : [];
}

function isScalar(value: unknown): boolean {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}

/** The literal text that every match of an anchored pattern begins with. */
function prefixCondition(source: string, flags: string): FieldCondition[] {
  if (flags !== '' || !source.startsWith('^') || source.includes('|')) return [];
  const literal = /^(?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])*/.exec(source.slice(1))?.[0] ?? '';
  const quantified = /^[?*{]/.test(source.slice(1 + literal.length));
  const prefix = (quantified ? literal.replace(/(?:\\.|.)$/u, '') : literal).replace(/\\(.)/gu, '$1');
  return prefix === '' ? [] : [{ kind: 'prefix', prefix }];
}

/** The values of a condition that names them, encoded as entries of an index have them; undefined for other conditions. */
export function encodedValues(
  condition: FieldCondition,
  direction: 1 | -1,
  fieldCount: number,
): Buffer[] | undefined {
  if (condition.kind !== 'values') return undefined;
  return condition.values.map((value) => encoded(value, direction, fieldCount).bytes);
}

/** The ranges of an index that meet a condition which doesn't name its values; undefined for a condition that names them. */
export function valueRangesOf(
  condition: FieldCondition,
  direction: 1 | -1,
  fieldCount: number,
): ValueRange[] | undefined {
  if (condition.kind === 'values') return undefined;
  const ranges = ascendingRanges(condition, fieldCount);
  if (direction === 1) return ranges;
  return ranges.map(({ low, lowOpen, high, highOpen }) => ({
    low: inverted(high),
    lowOpen: highOpen,
    high: inverted(low),
    highOpen: lowOpen,
  }));
}

function ascendingRanges(
  condition: Exclude<FieldCondition, { kind: 'values' }>,
  fieldCount: number,
): ValueRange[] {
  switch (condition.kind) {
    case 'notNull':
      return [
        { low: FIRST_TYPE, lowOpen: false, high: NULL, highOpen: true },
        { low: NULL, lowOpen: true, high: LAST_TYPE, highOpen: false },
      ];
    case 'prefix': {
      const { bytes } = truncatedToEntry(writer.reset().stringPrefix(condition.prefix).copy(), fieldCount);
      return [{ low: bytes, lowOpen: false, high: bytes, highOpen: false }];
    }
    case 'range': {
      const { bytes, cut } = encoded(condition.value, 1, fieldCount);
      const sameType = Buffer.of(tagOf(condition.value));
      const open = !cut && (condition.operator === '$gt' || condition.operator === '$lt');
      return condition.operator === '$gt' || condition.operator === '$gte'
        ? [{ low: bytes, lowOpen: open, high: sameType, highOpen: false }]
        : [{ low: sameType, lowOpen: false, high: bytes, highOpen: open }];
    }
  }
}

function encoded(value: unknown, direction: 1 | -1, fieldCount: number): { bytes: Buffer; cut: boolean } {
  return truncatedToEntry(writer.reset().value(value, direction).copy(), fieldCount);
}
