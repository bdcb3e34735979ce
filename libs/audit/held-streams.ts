import { setImmediate } from 'node:timers/promises';
import { page, type ReadModel, streamOf } from '../event-sourcing/core.js';
import { type HistoryEntry } from './read-models/history.projection.js';
import { CUSTOMER, type FoldedStream, type Folds, partsOf } from './state-as-of.js';
import { type LogReader, wholeStream } from './stream-history.js';

/** A stream of a customer, folded, with the name of the context that folds it. */
export interface HeldStream extends FoldedStream {
  readonly context: string;
}

/** How many entries of the index are read at once, and their streams folded, before others take their turn. */
const CHUNK = 50;

/**
 * Every stream with events of the customer, in the order in which they began, each folded as it stands now. One is folded at
 * a time: in memory are its state and the names of those before it.
 */
export async function* foldedStreams(
  reader: LogReader,
  index: ReadModel<HistoryEntry>,
  folds: Folds,
  customerId: string,
): AsyncGenerator<HeldStream> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const found = await page(index, { subject: customerId }, { sort: ['_id', 1], limit: CHUNK, cursor });
    for (const { stream } of found.items) {
      if (seen.has(stream)) continue;
      seen.add(stream);
      yield await foldedStream(reader, folds, stream);
    }
    cursor = found.nextCursor;
    await setImmediate();
  } while (cursor !== undefined);
}

/** @throws Error for a stream that no decider folds */
const foldedStream = async (
  reader: LogReader,
  { deciders, names }: Folds,
  stream: string,
): Promise<HeldStream> => {
  const [category, id] = partsOf(stream);
  const decider = deciders.of(category);
  if (!decider) throw new Error(`no context folds the stream ${stream}`);
  let state = decider.initial;
  let revision = 0;
  for await (const event of wholeStream(reader, stream)) {
    state = decider.evolve(state, event);
    ({ revision } = event);
  }
  const context = category === CUSTOMER ? 'customers' : (names.get(category) ?? category);
  return { context, stream: streamOf(category, id), id, revision, state };
};
