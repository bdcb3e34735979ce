import { Context } from 'mingo';
import * as expression from 'mingo/operators/expression';
import * as projection from 'mingo/operators/projection';
import * as query from 'mingo/operators/query';
import { Query } from 'mingo/query';
import { type Filter, type FindOptions } from './read-store.port.js';
import { textComparisons } from './text-comparisons.js';

type Projection = NonNullable<FindOptions['projection']>;

/** MongoDB's query language by mingo, with texts compared as the indexes compare them. */
const options = {
  context: Context.init({
    expression,
    projection,
    query: { ...query, ...textComparisons },
  }),
};

export function compileFilter(filter: Filter): (document: object) => boolean {
  const compiled = new Query<object>({ ...filter }, options);
  return (document) => compiled.test(document);
}

export function project(documents: readonly object[], fields: Projection): object[] {
  return new Query<object>({}, options).find<Record<string, unknown>>(documents, { ...fields }).all();
}
