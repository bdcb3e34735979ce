import {
  type Conditions,
  conditionsOf,
  encodedValues,
  type FieldCondition,
  type ValueRange,
  valueRangesOf,
} from './filter-conditions.js';
import { after, beginningWith, type KeyRange } from './key-range.js';
import { type IndexedField } from './index-entries.js';

/** Where in an index the documents that a filter may match are to be found, and how well that was narrowed down. */
export interface Narrowing {
  readonly ranges: readonly KeyRange[];
  /** How many leading fields are held to given values. */
  readonly fixedFields: number;
  /** Whether the next field is held to a range. */
  readonly bounded: boolean;
}

/** More ranges than this would cost more than they save. */
const MAX_RANGES = 2000;

/**
 * Undefined when the conditions say nothing about the index's first field. Every document that meets the conditions
 * is within the ranges; not every document within them meets the conditions.
 */
export function narrow(
  conditions: Conditions,
  fields: readonly IndexedField[],
  declaredFields: number,
  prefix: Buffer,
): Narrowing | undefined {
  const narrowed = narrowByFields(conditions, fields, declaredFields, prefix);
  for (const alternatives of conditions.alternatives) {
    const rest = conditions.alternatives.filter((each) => each !== alternatives);
    const each = alternatives.map((alternative) =>
      narrow(
        both({ fields: conditions.fields, alternatives: rest }, conditionsOf(alternative)),
        fields,
        declaredFields,
        prefix,
      ),
    );
    if (each.length === 0 || !each.every((narrowing) => narrowing !== undefined)) continue;
    const ranges = merged(each.flatMap((narrowing) => narrowing.ranges));
    const fixedFields = Math.min(...each.map((narrowing) => narrowing.fixedFields));
    if (ranges.length <= MAX_RANGES) return { ranges, fixedFields, bounded: true };
  }
  return narrowed;
}

function both(a: Conditions, b: Conditions): Conditions {
  const fields = new Map(a.fields);
  for (const [path, conditions] of b.fields) fields.set(path, [...(fields.get(path) ?? []), ...conditions]);
  return { fields, alternatives: [...a.alternatives, ...b.alternatives] };
}

function narrowByFields(
  conditions: Conditions,
  fields: readonly IndexedField[],
  declaredFields: number,
  prefix: Buffer,
): Narrowing | undefined {
  let starts: Buffer[] = [prefix];
  let fixedFields = 0;
  for (const field of fields) {
    const asked = conditions.fields.get(field.path) ?? [];
    const values = fewestValues(asked, field.direction, declaredFields);
    if (values === undefined || values.length * starts.length > MAX_RANGES) {
      const bounds = rangesOver(asked, field, declaredFields);
      if (bounds === undefined) break;
      const ranges = starts.flatMap((start) => bounds.flatMap((range) => spread(start, range)));
      return { ranges: merged(ranges), fixedFields, bounded: true };
    }
    starts = starts.flatMap((start) => values.map((value) => Buffer.concat([start, value])));
    fixedFields += 1;
  }
  if (fixedFields === 0) return undefined;
  return {
    ranges: merged(starts.map(beginningWith)),
    fixedFields,
    bounded: false,
  };
}

function fewestValues(
  asked: readonly FieldCondition[],
  direction: 1 | -1,
  declaredFields: number,
): Buffer[] | undefined {
  const named = asked.map((condition) => encodedValues(condition, direction, declaredFields));
  return named
    .filter((values) => values !== undefined)
    .reduce<Buffer[] | undefined>(
      (fewest, values) => (fewest && fewest.length <= values.length ? fewest : values),
      undefined,
    );
}

/** In a field with several values each condition may be met by another one, so that only one of them narrows. */
function rangesOver(
  asked: readonly FieldCondition[],
  field: IndexedField,
  declaredFields: number,
): ValueRange[] | undefined {
  const [first, ...others] = asked
    .map((condition) => valueRangesOf(condition, field.direction, declaredFields))
    .filter((ranges) => ranges !== undefined);
  if (first === undefined || field.multikey) return first;
  return others.reduce((all, ranges) => all.flatMap((a) => ranges.map((b) => overlap(a, b))), first);
}

function overlap(a: ValueRange, b: ValueRange): ValueRange {
  const later = startOf(a).compare(startOf(b)) >= 0 ? a : b;
  const sooner = endOf(a).compare(endOf(b)) <= 0 ? a : b;
  return { low: later.low, lowOpen: later.lowOpen, high: sooner.high, highOpen: sooner.highOpen };
}

function startOf({ low, lowOpen }: ValueRange): Buffer {
  return lowOpen ? after(low) : low;
}

function endOf({ high, highOpen }: ValueRange): Buffer {
  return highOpen ? high : after(high);
}

function spread(prefix: Buffer, range: ValueRange): KeyRange[] {
  const start = Buffer.concat([prefix, startOf(range)]);
  const end = Buffer.concat([prefix, endOf(range)]);
  return start.compare(end) < 0 ? [{ start, end }] : [];
}

/** In order, and without overlaps. */
function merged(ranges: readonly KeyRange[]): KeyRange[] {
  const result: KeyRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start.compare(b.start))) {
    const last = result.at(-1);
    if (last === undefined || range.start.compare(last.end) > 0) result.push(range);
    else if (range.end.compare(last.end) > 0)
      result[result.length - 1] = { start: last.start, end: range.end };
  }
  return result;
}
