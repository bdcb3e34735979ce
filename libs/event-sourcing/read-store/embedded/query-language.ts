import { Context } from 'mingo';
import { Aggregator } from 'mingo/aggregator';
import { Lazy, type Iterator } from 'mingo/lazy';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import * as pipeline from 'mingo/operators/pipeline';
import * as projection from 'mingo/operators/projection';
import * as query from 'mingo/operators/query';
import { Query } from 'mingo/query';
import { type Options } from 'mingo/types';
import { type Filter, type FindOptions, type PipelineStage, ReadStoreError } from '../read-store.port.js';
import { isObject } from './document-path.js';
import { isSort, sortKeyOf } from './sort-key.js';
import { textComparisons } from './text-comparisons.js';
import { TopK } from './top-k.js';

type Projection = NonNullable<FindOptions['projection']>;

/** MongoDB's language as mingo speaks it, with the sort that also orders the indexes. */
const options = {
  context: Context.init({
    accumulator,
    expression,
    pipeline: { ...pipeline, $sort, $bucket },
    projection,
    query: { ...query, ...textComparisons },
  }),
};

function $sort(...[documents, sort]: [Iterator, Record<string, unknown>, Options]): Iterator {
  if (!isSort(sort)) throw new ReadStoreError(`A sort is made of 1 and -1: ${JSON.stringify(sort)}`);
  return documents.transform<object>((found) => {
    const sorted = new TopK<object>(Infinity);
    for (const document of found) sorted.offer(sortKeyOf(document, sort), document);
    return Lazy(sorted.sorted());
  });
}

/** As MongoDB has it, short for a group and a sort. mingo's own puts a value on a boundary into the bucket below. */
function $bucket(...[documents, spec, options]: [Iterator, Record<string, unknown>, Options]): Iterator {
  const { groupBy, boundaries, default: otherwise, output = { count: { $sum: 1 } } } = spec;
  if (!Array.isArray(boundaries) || !isObject(output))
    throw new ReadStoreError('A $bucket has boundaries and outputs');
  const branches = boundaries.slice(1).map((upper: unknown, index) => ({
    case: { $and: [{ $gte: [groupBy, boundaries[index]] }, { $lt: [groupBy, upper] }] },
    then: boundaries[index] as unknown,
  }));
  const _id = { $switch: { branches, ...(otherwise !== undefined && { default: otherwise }) } };
  return new Aggregator([{ $group: { _id, ...output } }, { $sort: { _id: 1 } }], options).stream(documents);
}

export function compileFilter(filter: Filter): (document: object) => boolean {
  const compiled = new Query<object>({ ...filter }, options);
  return (document) => compiled.test(document);
}

export function project(documents: readonly object[], fields: Projection): object[] {
  return new Query<object>({}, options).find<Record<string, unknown>>(documents, { ...fields }).all();
}

export function runPipeline(documents: readonly object[], stages: readonly PipelineStage[]): object[] {
  return new Aggregator([...stages], options).run(documents);
}
