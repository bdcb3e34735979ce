import { $gt, $gte, $lt, $lte } from 'mingo/operators/query';
import { type Options } from 'mingo/types';
import { valuesAt } from './document-path.js';

type Comparison = (
  selector: string,
  value: unknown,
  options: Options,
) => (document: Record<string, unknown>) => boolean;

/** mingo compares texts by UTF-16 units, MongoDB and our indexes by code points: beyond U+D7FF these differ. */
export const textComparisons: Record<'$gt' | '$gte' | '$lt' | '$lte', Comparison> = {
  $gt: byCodePoints($gt, (order) => order > 0),
  $gte: byCodePoints($gte, (order) => order >= 0),
  $lt: byCodePoints($lt, (order) => order < 0),
  $lte: byCodePoints($lte, (order) => order <= 0),
};

function byCodePoints(other: Comparison, holds: (order: number) => boolean): Comparison {
  return (selector, value, options) =>
    typeof value === 'string'
      ? (document) =>
          valuesAt(document, selector).some(
            (found) => typeof found === 'string' && holds(compareTexts(found, value)),
          )
      : other(selector, value, options);
}

function compareTexts(a: string, b: string): number {
  const beyond = /[\ud800-\uffff]/;
  if (beyond.test(a) && beyond.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : Number(a > b);
}
