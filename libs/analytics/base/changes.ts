import { type Position, type Read, type ReadModel } from '../../event-sourcing/core.js';

const CHUNK = 500;

/** A document that carries the position of its last change, where a query can see it. */
export interface Positioned {
  readonly position: Position;
}

/**
 * The documents last changed after one position and not after another, in chunks, in the order of their changes. One event
 * changes one document, so that a position ends a chunk.
 */
export async function* changesOf<D extends Positioned>(
  model: ReadModel<D>,
  after: Position,
  upTo: Position,
): AsyncGenerator<Read<D>[]> {
  for (let from = after; ;) {
    const filter = { _position: { $gt: from, $lte: upTo } };
    const chunk = await model.find(filter, { sort: { _position: 1 }, limit: CHUNK });
    if (chunk.length > 0) yield chunk;
    const last = chunk.at(-1);
    if (!last || chunk.length < CHUNK) return;
    from = last.position;
  }
}
