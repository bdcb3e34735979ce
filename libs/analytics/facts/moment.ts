import { type Position, type Read, type ReadModel } from '../../event-sourcing/core.js';
import { type Moment } from './fact-history.js';

/** Documents fetched at once; the event loop is free between two fetches. */
const CHUNK = 500;

/** The moment up to the lowest position that all of these read models have applied: each holds everything before it. */
export function momentOf(asOf: string, models: readonly ReadModel<object>[]): Moment {
  const positions = models.map(({ position }) => position ?? '');
  return { asOf, position: positions.reduce((lowest, each) => (each < lowest ? each : lowest)) };
}

/** The position to answer with; null while nothing has been projected. */
export const positionOf = ({ position }: Moment): Position | null => (position === '' ? null : position);

/** Matches documents without anything recorded after the moment's position. */
export const knownAt = ({ position }: Moment) => ({ _position: { $lte: position } });

/**
 * The documents with ids in a range, ordered by id, in chunks of 500: memory holds one chunk, however many documents
 * there are.
 */
export async function* chunksOf<D extends object>(
  model: ReadModel<D>,
  filter: Readonly<Record<string, unknown>>,
  ids: Readonly<Record<string, string>> = {},
): AsyncGenerator<Read<D>[]> {
  let range: Readonly<Record<string, string>> = ids;
  for (;;) {
    const where = Object.keys(range).length === 0 ? filter : { ...filter, _id: range };
    const chunk = await model.find(where, { sort: { _id: 1 }, limit: CHUNK });
    if (chunk.length > 0) yield chunk;
    const last = chunk.at(-1);
    if (!last || chunk.length < CHUNK) return;
    const { $gte: _, ...rest } = range;
    range = { ...rest, $gt: last._id };
  }
}
