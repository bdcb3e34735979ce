import { type EventDefinitions, type Position, type RemainsRun } from '../../event-sourcing/core.js';

interface OfCarryOut {
  readonly carryOutId: string;
  readonly occurredAt: string;
}

/**
 * Somebody told to carry out a rule as of a day: to let go of what was last before the day `cutoff`, which begins at
 * `before`, and of no more than was `expected`.
 */
export interface RetentionCarryOutRequested {
  readonly type: 'RetentionCarryOutRequested';
  readonly data: OfCarryOut & {
    readonly rule: string;
    /** The name of what the rule is about. */
    readonly subject: string;
    readonly asOf: string;
    readonly cutoff: string;
    readonly before: string;
    readonly expected: number;
  };
}

/** These are due, the next in order. Each is looked at again before it is let go of. `cursor` is where the list goes on. */
export interface RetentionStepPlanned {
  readonly type: 'RetentionStepPlanned';
  readonly data: OfCarryOut & {
    readonly rule: string;
    readonly ids: readonly string[];
    readonly cursor?: string;
  };
}

/** One that was left as it is, and why. */
export interface Skipped {
  readonly id: string;
  readonly reason: string;
}

/** What became of those that were planned last. */
export interface RetentionStepTaken {
  readonly type: 'RetentionStepTaken';
  readonly data: OfCarryOut & {
    readonly rule: string;
    readonly carriedOut: readonly string[];
    readonly skipped: readonly Skipped[];
  };
}

/** Nothing is left of what was due. */
export interface RetentionCarryOutCompleted {
  readonly type: 'RetentionCarryOutCompleted';
  readonly data: OfCarryOut;
}

/** No read model that is served has what was let go of, and it is overwritten in the stores' files. */
export interface RetentionRemainsOverwritten {
  readonly type: 'RetentionRemainsOverwritten';
  readonly data: OfCarryOut & Pick<RemainsRun, 'beganAt' | 'stores'> & { readonly position: Position };
}

export type CarryOutEvent =
  | RetentionCarryOutRequested
  | RetentionStepPlanned
  | RetentionStepTaken
  | RetentionCarryOutCompleted
  | RetentionRemainsOverwritten;

export const carryOutEvents: EventDefinitions<CarryOutEvent> = {
  RetentionCarryOutRequested: { version: 1, personal: [] },
  RetentionStepPlanned: { version: 1, personal: [] },
  RetentionStepTaken: { version: 1, personal: [] },
  RetentionCarryOutCompleted: { version: 1, personal: [] },
  RetentionRemainsOverwritten: { version: 1, personal: [] },
};
