import { CheckpointReader } from '../consumers/checkpoint-reader.js';
import { collections, type LeasedCheckpointDocument } from '../consumers/checkpoint.documents.js';
import { type EventFailure } from '../projections/event-failure.js';
import { type RunState, type Skip } from '../projections/projection-state.js';
import { type ReadStore } from '../read-store/read-store.port.js';

/** How far a reaction has come, who runs it, and how it fares; `_id` is its name. */
export interface ReactionStateDocument extends LeasedCheckpointDocument {
  readonly state: RunState;
  /** The event that it can't get past, or the one whose commands are being tried again. */
  readonly failure: EventFailure | null;
  readonly skips?: readonly Skip[];
}

export const reactionStates = (store: ReadStore) =>
  store.collection<ReactionStateDocument>(collections.reactions);

/** The same documents, each with the position that the reaction has reached. */
export const reactionProgress = (store: ReadStore): CheckpointReader<ReactionStateDocument> =>
  new CheckpointReader(store, reactionStates(store));
