import { type Position, type Read, type ReadModel } from '../../event-sourcing/core.js';
import { type Moment } from './fact-history.js';

/** Documents fetched at once when many are read: between two fetches others have their turn. */
const CHUNK = 500;

/**
 * What an answer stands for: `moment` says what of the documents counts, whatever the projector writes meanwhile;
 * `position` is the one to answer with, null while nothing has been projected.
 */
export interface Standpoint {
  readonly moment: Moment;
  readonly position: Position | null;
}

/** The lowest position that all of these read models have passed: each holds all that happened up to there. */
export function standpointOf(asOf: string, models: readonly ReadModel<object>[]): Standpoint {
  const positions = models.map(({ position }) => position ?? '');
  const position = positions.reduce((lowest, each) => (each < lowest ? each : lowest));
  return { moment: { asOf, position }, position: position === '' ? null : position };
}

/** Documents that hold nothing recorded after the moment's position. */
export const knownAt = ({ position }: Moment) => ({ _position: { $lte: position } });

/**
 * The documents with ids in a range, in the order of their ids, a chunk at a time: however many there are, memory and
 * the event loop are held by one chunk.
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
