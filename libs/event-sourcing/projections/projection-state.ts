import { type Position } from '../event-store/event-store.port.js';
import { type ReadCollection, type ReadStore } from '../read-store/read-store.port.js';
import { CheckpointReader } from '../consumers/checkpoint-reader.js';
import { collections, type LeasedCheckpointDocument } from '../consumers/checkpoint.documents.js';
import { type EventFailure } from './event-failure.js';
import { type Build } from './projection-registry.js';
import { type Verification, type VerificationProgress, type VerificationRequest } from './verification.js';

/** Somebody's decision that a projection goes on without an event. */
export interface Skip {
  readonly position: Position;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * `catching-up`: events that stood in the log when it looked are still to come. `live`: it has seen them all.
 * `stopped`: it can't digest an event.
 */
export type RunState = 'catching-up' | 'live' | 'stopped';

/** How far one build of a projection has come, who runs it, and how it fares; `_id` is its collection's name. */
export interface BuildStateDocument extends LeasedCheckpointDocument, Build {
  readonly projection: string;
  readonly state: RunState;
  readonly failure: EventFailure | null;
  readonly skips?: readonly Skip[];
  /** Why the store refused what was to be written last; null or absent: it didn't. */
  readonly refusal?: string | null;
  /** What an operator should know about its collection, as the store says. */
  readonly remark?: string | null;
  /** The last wish that it be compared with the log. */
  readonly asked?: VerificationRequest;
  readonly verifying?: VerificationProgress | null;
  /** How it compared with the log last. */
  readonly verification?: Verification;
}

export const buildStates = (store: ReadStore): ReadCollection<BuildStateDocument> =>
  store.collection<BuildStateDocument>(collections.builds);

/** The same documents, each with the position that the build has reached. */
export const buildProgress = (store: ReadStore): CheckpointReader<BuildStateDocument> =>
  new CheckpointReader(store, buildStates(store));
