import { type EventDefinitions } from '../event-sourcing/core.js';

export const channels = ['phone', 'e-mail', 'chat', 'social', 'meeting', 'visit', 'web', 'post'] as const;
export type Channel = (typeof channels)[number];

/** From the customer, or to the customer. */
export const directions = ['inbound', 'outbound'] as const;
export type Direction = (typeof directions)[number];

/** A file kept elsewhere. */
export interface Attachment {
  readonly name: string;
  /** Where it is: a URL or another system's key. */
  readonly reference: string;
  readonly mediaType?: string;
}

/** What was said and done; all but channel and direction may be unknown. */
export interface InteractionDetails {
  readonly channel: Channel;
  readonly direction: Direction;
  readonly durationSeconds?: number;
  readonly subject?: string;
  readonly content?: string;
  /** Who on our side took part. */
  readonly agent?: string;
  readonly attachments?: readonly Attachment[];
  readonly dealId?: string;
}

/** What sums over interactions are made of. `happenedAt` is the interaction's own time. */
export interface InteractionFigures {
  readonly happenedAt: string;
  readonly channel: Channel;
  readonly direction: Direction;
  readonly durationSeconds?: number;
  readonly agent?: string;
}

interface InteractionFact {
  readonly interactionId: string;
  readonly customerId: string;
  readonly occurredAt: string;
}

/**
 * An interaction, which happened at `occurredAt`. `processingRestricted` is there when processing of the customer's data was
 * restricted as the event was recorded: what is said is kept until that is lifted.
 */
export interface InteractionRecorded {
  readonly type: 'InteractionRecorded';
  readonly data: InteractionFact & InteractionDetails & { readonly processingRestricted?: true };
}

/**
 * The interaction was other than recorded: carries what is different now, and those details alone. `happenedAt` is there
 * when the interaction's own time was wrong; `occurredAt` is when it was corrected. `superseded` is what sums counted
 * before.
 */
export interface InteractionCorrected {
  readonly type: 'InteractionCorrected';
  readonly data: InteractionFact &
    Partial<InteractionDetails> & { readonly happenedAt?: string; readonly superseded: InteractionFigures };
}

/** Somebody is to come back to the customer by `dueAt`. `channel` is the interaction's, here and below. */
export interface FollowUpScheduled {
  readonly type: 'FollowUpScheduled';
  readonly data: InteractionFact & {
    readonly followUpId: string;
    readonly channel: Channel;
    readonly dueAt: string;
    readonly note?: string;
    readonly agent?: string;
  };
}

export interface FollowUpCompleted {
  readonly type: 'FollowUpCompleted';
  readonly data: InteractionFact & {
    readonly followUpId: string;
    readonly channel: Channel;
    readonly note?: string;
  };
}

/** The follow-up was due at `dueAt`, and had not been completed as far as was known. */
export interface FollowUpOverdue {
  readonly type: 'FollowUpOverdue';
  readonly data: InteractionFact & {
    readonly followUpId: string;
    readonly channel: Channel;
    readonly dueAt: string;
    readonly agent?: string;
  };
}

/** What the customer thought of it; at least one of the three. */
export interface Feedback {
  /** Customer satisfaction, 1 to 5. */
  readonly csat?: number;
  /** Likelihood to recommend, 0 to 10. */
  readonly nps?: number;
  readonly comment?: string;
}

/** The latest feedback on an interaction supersedes the one before. */
export interface FeedbackRecorded {
  readonly type: 'FeedbackRecorded';
  readonly data: InteractionFact & Feedback & { readonly channel: Channel; readonly agent?: string };
}

/**
 * A rule of retention was carried out: what the interaction tells about the person is forgotten, and nothing happens to it
 * any more. Its own key is destroyed. `followUpIds` are those of all its follow-ups.
 */
export interface InteractionExpired {
  readonly type: 'InteractionExpired';
  readonly data: InteractionFact & {
    readonly channel: Channel;
    readonly followUpIds: readonly string[];
    readonly caseReference: string;
  };
}

export type InteractionEvent =
  | InteractionRecorded
  | InteractionCorrected
  | FollowUpScheduled
  | FollowUpCompleted
  | FollowUpOverdue
  | FeedbackRecorded
  | InteractionExpired;

export const interactionEvents: EventDefinitions<InteractionEvent> = {
  InteractionRecorded: { version: 1, personal: ['subject', 'content', 'attachments'], ownKey: true },
  InteractionCorrected: { version: 1, personal: ['subject', 'content', 'attachments'], ownKey: true },
  FollowUpScheduled: { version: 1, personal: ['note'], ownKey: true },
  FollowUpCompleted: { version: 1, personal: ['note'], ownKey: true },
  FollowUpOverdue: { version: 1, personal: [] },
  FeedbackRecorded: { version: 1, personal: ['comment'], ownKey: true },
  InteractionExpired: { version: 1, personal: [] },
};
