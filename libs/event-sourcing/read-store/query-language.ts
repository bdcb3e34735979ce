import { Context } from 'mingo/core';
import * as projection from 'mingo/operators/projection';
import * as query from 'mingo/operators/query';
import { Query } from 'mingo/query';
import { type Filter, type FindOptions } from './read-store.port.js';
import { textComparisons } from './text-comparisons.js';

type Projection = NonNullable<FindOptions['projection']>;

/**
 * MongoDB's query language by mingo, with texts compared as the indexes compare them, and without `$expr`: nobody asks by it,
 * and its operators are half of what mingo would load.
 */
const options = {
  context: Context.init({
    projection,
    query: { ...query, ...textComparisons },
  }),
};

/** A filter that finds among documents in memory, and sorts them, as a collection would. */
export const queryOf = (filter: Filter): Query<object> => new Query<object>({ ...filter }, options);

export function compileFilter(filter: Filter): (document: object) => boolean {
  const compiled = queryOf(filter);
  return (document) => compiled.test(document);
}

export function project(documents: readonly object[], fields: Projection): object[] {
  return queryOf({})
    .find<Record<string, unknown>>(documents, { ...fields })
    .all();
}
