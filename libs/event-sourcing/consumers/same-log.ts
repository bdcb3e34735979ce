import { EventDamagedError, type EventStore } from '../event-store/event-store.port.js';
import { type ReadStore, type StoredDocument } from '../read-store/read-store.port.js';
import { checkpointCollections } from './checkpoint.documents.js';
import { hashIn, type LogMark } from './log-mark.js';

/** The read store has followed another log than the event store has, or more of it. */
export class StoresMismatchError extends Error {
  override readonly name = 'StoresMismatchError';
}

/** How stores are called in messages: their locations, without passwords. */
export interface StoreNames {
  readonly eventStore: string;
  readonly readStore: string;
}

const withoutPassword = (location: string): string => location.replace(/\/\/[^@/]*@/, '//');

export const storeNames = ({ eventStore, readStore }: StoreNames): StoreNames => ({
  eventStore: withoutPassword(eventStore),
  readStore: withoutPassword(readStore),
});

export interface TwoStores {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly names?: StoreNames;
}

/**
 * Compares every checkpoint in the read store with the log: its identity, and the event that the checkpoint stands at. An
 * event that is gone is no difference when its stream goes on beyond it: an administrator may have cut the stream.
 *
 * @throws StoresMismatchError a sentence that says which store has what
 */
export async function assertSameLog({ eventStore, readStore, names }: TwoStores): Promise<void> {
  // Before the log: a checkpoint that is moved meanwhile is not beyond an end that is read later.
  const marks = await marksIn(readStore);
  const latest = marks.at(-1);
  if (!latest) return;
  const { eventStore: log = 'the event store', readStore: readModels = 'the read store' } = names ?? {};
  const mismatch = await differenceOf(eventStore, marks, latest);
  if (mismatch === undefined) return;
  throw new StoresMismatchError(
    `${readModels} does not belong to ${log}: the read models have come to ${textOf(latest)} of the log ${latest.log}, and ${mismatch}. ` +
      'Give it the log that it was built from; or, to have all read models built anew from this one, ' +
      'start with --rebuild-read-models (DOSSIER_REBUILD_READ_MODELS=true)',
  );
}

/** In the order of the log. */
async function marksIn(store: ReadStore): Promise<LogMark[]> {
  const marks = new Map<string, LogMark>();
  for (const name of checkpointCollections) {
    const documents = await store
      .collection<StoredDocument & { readonly mark?: LogMark }>(name)
      .find({ mark: { $exists: true } }, { projection: { mark: 1 } });
    for (const { mark } of documents) if (mark) marks.set(`${mark.log} ${mark.position}`, mark);
  }
  return [...marks.values()].sort((one, other) => (one.position < other.position ? -1 : 1));
}

async function differenceOf(
  store: EventStore,
  marks: readonly LogMark[],
  latest: LogMark,
): Promise<string | undefined> {
  const identity = await store.identity();
  if (identity === undefined) return 'the event store is empty';
  if (marks.some(({ log }) => log !== identity)) return `the event store holds the log ${identity}`;
  const head = await store.head();
  if ((head ?? '') < latest.position)
    return `the event store ends at position ${head ?? 'none'}: it was put back to an older copy`;
  for (const mark of marks.toReversed()) {
    if (!(await mayHold(store, mark)))
      return `the event store doesn't have ${textOf(mark)}: it was put back to an older copy, and went on from there`;
  }
  return undefined;
}

/** A damaged event doesn't say whether it is another one; whoever needs it is refused for the damage. */
async function mayHold(store: EventStore, mark: LogMark): Promise<boolean> {
  try {
    return await holds(store, mark);
  } catch (error) {
    if (error instanceof EventDamagedError) return true;
    throw error;
  }
}

async function holds(store: EventStore, { stream, revision, position, hash }: LogMark): Promise<boolean> {
  const [next] = await store.readAll({ from: position, limit: 1 });
  const before = next === undefined ? {} : { from: next.position };
  const [event] = await store.readAll({ ...before, direction: 'backwards', limit: 1 });
  if (event?.position === position)
    return event.stream === stream && event.revision === revision && hashIn(event.metadata) === hash;
  const [last] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
  return last !== undefined && last.revision >= revision;
}

const textOf = ({ stream, revision, position }: LogMark): string =>
  `event ${revision} of ${stream} (position ${position})`;
