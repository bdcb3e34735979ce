import { type Position } from '../event-store/event-store.port.js';
import { type EventFailure } from './event-failure.js';

/** A document of a read model that isn't what the log says. What it holds isn't told: it may be personal. */
export interface Difference {
  readonly id: string;
  /** `missing` where the log says that there is one, `unexpected` where it says that there is none. */
  readonly is: 'missing' | 'unexpected' | 'different';
  /** The first field that differs, dotted; null unless it is `different`. */
  readonly path: string | null;
}

/** How documents of one build of a projection compared with what the log says, each at the position that it stands at. */
export interface Verification {
  /** The last request that has been answered, by this comparison or, when this is one that nobody asked for, before it. */
  readonly request: string | null;
  /** When it was over: ISO 8601, UTC. */
  readonly at: string;
  /** No document was compared at an earlier position than this. */
  readonly position: Position | null;
  /** How many documents were compared; those that were deleted count. */
  readonly compared: number;
  /** Every document was. */
  readonly all: boolean;
  readonly differing: number;
  /** The first 100 of them. */
  readonly differences: readonly Difference[];
  /** The event that the log can't be folded past; nothing was compared then. */
  readonly failure: EventFailure | null;
}

/** Somebody's wish that a projection be compared with the log. */
export interface VerificationRequest {
  readonly id: string;
  /** How many documents, drawn at random. */
  readonly sample: number | 'all';
}

/** How far a verification that was asked for has come. */
export interface VerificationProgress {
  readonly request: string;
  /** All documents take several readings of the log; counts from 1. */
  readonly reading: number;
  readonly position: Position | null;
}

/** How many documents are compared when nobody says. */
export const DEFAULT_SAMPLE = 1_000;

export const MOST_DIFFERENCES = 100;

/** What an operator should know of it, for readiness, with nothing personal in it; undefined: all is well. */
export function verdictOf(
  name: string,
  { compared, differing, failure }: Pick<Verification, 'compared' | 'differing' | 'failure'>,
): string | undefined {
  const rebuild = `rebuild it (dossier projections rebuild ${name})`;
  if (failure)
    return `the log can't be folded past ${failure.type} at position ${failure.position}: its status says why`;
  if (differing === 0) return undefined;
  return `differs from the log in ${differing} of ${compared} documents compared: ${rebuild}`;
}
