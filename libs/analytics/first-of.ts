import { type Filter, type FindOptions, queryOf, type Read } from '../event-sourcing/core.js';
import { pauses } from './pauses.js';

/** Documents sorted in one turn of the event loop. */
const SLICE = 1_000;

/**
 * The first `limit` of documents that come in chunks, by a filter and a sort in MongoDB's language: what a collection
 * would find if it held them. Memory holds one chunk and the best so far.
 */
export async function firstOf<D extends object>(
  chunks: AsyncIterable<readonly Read<D>[]> | Iterable<readonly Read<D>[]>,
  filter: Filter,
  { sort = {}, limit = 1 }: FindOptions,
): Promise<Read<D>[]> {
  const query = queryOf(filter);
  const pause = pauses();
  let best: Read<D>[] = [];
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += SLICE) {
      const compared = [...best, ...chunk.slice(at, at + SLICE)];
      best = query
        .find<Read<D>>(compared)
        .sort({ ...sort })
        .limit(limit)
        .all();
      await pause();
    }
  }
  return best;
}
