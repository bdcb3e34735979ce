import {
  type CustomerErased,
  type ProcessingRestricted,
  type ProcessingRestrictionLifted,
} from '../../customers/customers.events.js';
import { projection } from '../../event-sourcing/core.js';
import { type Retained, retainedIndex } from '../../platform/retention.js';
import {
  type FollowUpCompleted,
  type FollowUpScheduled,
  type InteractionCorrected,
  type InteractionExpired,
  type InteractionRecorded,
} from '../interactions.events.js';

/** `lastAt` is when the interaction took place. */
export interface RetainedInteraction extends Retained {
  readonly openFollowUps: readonly string[];
  readonly isRestricted: boolean;
}

/** What makes an interaction older or younger, holds it back, or lets go of it. */
export type RetainingEvent =
  | InteractionRecorded
  | InteractionCorrected
  | FollowUpScheduled
  | FollowUpCompleted
  | InteractionExpired
  | ProcessingRestricted
  | ProcessingRestrictionLifted
  | CustomerErased;

const nothing: RetainedInteraction = {
  customerId: '',
  lastAt: '',
  openFollowUps: [],
  isRestricted: false,
  heldBack: [],
  isHeld: false,
};

/** What the event changes; null: nothing is left to be let go of. */
const after = (
  interaction: RetainedInteraction,
  { type, data }: RetainingEvent,
): RetainedInteraction | null => {
  const { openFollowUps } = interaction;
  switch (type) {
    case 'InteractionRecorded':
      return {
        ...interaction,
        customerId: data.customerId,
        lastAt: data.occurredAt,
        isRestricted: data.processingRestricted ?? false,
      };
    case 'InteractionCorrected':
      return { ...interaction, lastAt: data.happenedAt ?? interaction.lastAt };
    case 'FollowUpScheduled':
      return { ...interaction, openFollowUps: [...openFollowUps, data.followUpId] };
    case 'FollowUpCompleted':
      return { ...interaction, openFollowUps: openFollowUps.filter((id) => id !== data.followUpId) };
    case 'ProcessingRestricted':
      return { ...interaction, isRestricted: true };
    case 'ProcessingRestrictionLifted':
      return { ...interaction, isRestricted: false };
    case 'InteractionExpired':
    case 'CustomerErased':
      return null;
  }
};

const isOfCustomer = (
  event: RetainingEvent,
): event is ProcessingRestricted | ProcessingRestrictionLifted | CustomerErased =>
  !('interactionId' in event.data);

/** Interactions that still tell about a person. An event after the last of them leaves nothing. */
export const retainedInteractions = projection<RetainedInteraction, RetainingEvent>({
  name: 'retained-interactions',
  version: 2,
  events: [
    'InteractionRecorded',
    'InteractionCorrected',
    'FollowUpScheduled',
    'FollowUpCompleted',
    'InteractionExpired',
    'ProcessingRestricted',
    'ProcessingRestrictionLifted',
    'CustomerErased',
  ],
  indexes: [retainedIndex, { fields: { customerId: 1 } }],
  documentIds: ({ data }) => ('interactionId' in data ? [data.interactionId] : []),
  documentsWhere: (event) => (isOfCustomer(event) ? { customerId: event.data.customerId } : undefined),
  initial: () => nothing,
  evolve: (interaction, event) => {
    if (interaction.customerId === '' && event.type !== 'InteractionRecorded') return null;
    const retained = after(interaction, event);
    if (!retained) return null;
    const { isRestricted, openFollowUps } = retained;
    const heldBack = [
      ...(isRestricted ? (['processing-restricted'] as const) : []),
      ...(openFollowUps.length > 0 ? (['follow-up-open'] as const) : []),
    ];
    return { ...retained, heldBack, isHeld: heldBack.length > 0 };
  },
});
