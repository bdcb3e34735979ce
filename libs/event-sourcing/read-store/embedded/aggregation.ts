import {
  type Filter,
  type FindOptions,
  type PipelineStage,
  ReadStoreError,
  type Sort,
} from '../read-store.port.js';
import { EMPTY_ARRAY, isObject, valuesAt } from './document-path.js';
import { runPipeline } from './query-language.js';
import { isSort } from './sort-key.js';

/** Finds documents of any collection of the store. */
export type Find = (collection: string, filter: Filter, options: FindOptions) => Promise<object[]>;

interface LeadingStages {
  readonly filter: Filter;
  readonly options: FindOptions;
  readonly rest: readonly PipelineStage[];
}

/**
 * Runs a pipeline: what it begins with ($match, $sort, $skip, $limit) as a query of its own, which indexes help with;
 * each $lookup as a query for those documents that it will join; and all else in memory.
 */
export async function runAggregation(
  collection: string,
  pipeline: readonly PipelineStage[],
  find: Find,
): Promise<object[]> {
  const { filter, options, rest } = splitPipeline(pipeline);
  let documents = await find(collection, filter, options);
  let stages: PipelineStage[] = [];
  for (const stage of rest) {
    if (!isObject(stage.$lookup)) {
      stages.push(stage);
      continue;
    }
    documents = runPipeline(documents, stages);
    stages = [await withForeignDocuments(stage.$lookup, documents, find)];
  }
  return stages.length === 0 ? documents : runPipeline(documents, stages);
}

function splitPipeline(pipeline: readonly PipelineStage[]): LeadingStages {
  const rest = [...pipeline];
  const filters: Filter[] = [];
  for (let filter = rest[0]?.$match; isObject(filter); filter = rest[0]?.$match) {
    filters.push(filter);
    rest.shift();
  }
  const options: { sort?: Sort; skip?: number; limit?: number } = {};
  const { $sort } = rest[0] ?? {};
  if (isSort($sort)) {
    options.sort = $sort;
    rest.shift();
  }
  const { $skip } = rest[0] ?? {};
  if (typeof $skip === 'number') {
    options.skip = $skip;
    rest.shift();
  }
  const { $limit } = rest[0] ?? {};
  if (typeof $limit === 'number') {
    options.limit = $limit;
    rest.shift();
  }
  return { filter: filters.length === 0 ? {} : { $and: filters }, options, rest };
}

/** The stage with the documents to join in the place of their collection's name, as mingo takes them. */
async function withForeignDocuments(
  lookup: Readonly<Record<string, unknown>>,
  documents: readonly object[],
  find: Find,
): Promise<PipelineStage> {
  const { from, localField, foreignField, pipeline } = lookup;
  if (typeof from !== 'string')
    throw new ReadStoreError('A $lookup names the collection it joins in `from`.');
  if (typeof localField !== 'string' || typeof foreignField !== 'string') {
    return { $lookup: { ...lookup, from: await find(from, {}, {}) } };
  }
  if (pipeline !== undefined) {
    throw new ReadStoreError(
      'A $lookup joins by fields or by a pipeline: both at once is not in MongoDB 4.4.',
    );
  }
  const values = new Set(documents.flatMap((document) => valuesAt(document, localField)));
  values.delete(EMPTY_ARRAY);
  const wanted = [...values].map((value) => value ?? null);
  return { $lookup: { ...lookup, from: await find(from, { [foreignField]: { $in: wanted } }, {}) } };
}
