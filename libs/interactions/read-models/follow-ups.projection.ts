import { projection } from '../../event-sourcing/core.js';
import { type CustomerErased } from '../../customers/customers.events.js';
import {
  type Channel,
  type FollowUpCompleted,
  type FollowUpScheduled,
  type InteractionExpired,
} from '../interactions.events.js';

/** Later than every time there is. */
export const NEVER = '~';

export interface FollowUpEntry {
  readonly interactionId: string;
  readonly customerId: string;
  readonly channel: Channel;
  readonly scheduledAt: string;
  readonly dueAt: string;
  /** When it was completed, or `NEVER`. */
  readonly openUntil: string;
  readonly agent?: string;
  readonly note?: string;
  readonly completionNote?: string;
}

/** One document for each follow-up, with its id. */
export const followUps = projection<
  FollowUpEntry,
  FollowUpScheduled | FollowUpCompleted | InteractionExpired | CustomerErased
>({
  name: 'follow-ups',
  version: 2,
  events: ['FollowUpScheduled', 'FollowUpCompleted', 'InteractionExpired', 'CustomerErased'],
  indexes: [
    { fields: { openUntil: 1 } },
    { fields: { agent: 1, openUntil: 1 } },
    { fields: { customerId: 1 } },
  ],
  documentIds: ({ type, data }) => {
    switch (type) {
      case 'FollowUpScheduled':
      case 'FollowUpCompleted':
        return [data.followUpId];
      case 'InteractionExpired':
        return data.followUpIds;
      case 'CustomerErased':
        return [];
    }
  },
  documentsWhere: ({ type, data }) =>
    type === 'CustomerErased' ? { customerId: data.customerId } : undefined,
  initial: () => ({
    interactionId: '',
    customerId: '',
    channel: 'phone',
    scheduledAt: '',
    dueAt: '',
    openUntil: NEVER,
  }),
  evolve: (followUp, { type, data }) => {
    switch (type) {
      case 'FollowUpScheduled': {
        const { interactionId, customerId, channel, occurredAt: scheduledAt, dueAt, agent, note } = data;
        return {
          interactionId,
          customerId,
          channel,
          scheduledAt,
          dueAt,
          openUntil: NEVER,
          ...(agent === undefined ? {} : { agent }),
          ...(note === undefined ? {} : { note }),
        };
      }
      case 'FollowUpCompleted': {
        const { occurredAt: openUntil, note: completionNote } = data;
        return { ...followUp, openUntil, ...(completionNote === undefined ? {} : { completionNote }) };
      }
      case 'InteractionExpired':
      case 'CustomerErased': {
        const { note: _note, completionNote: _completionNote, ...others } = followUp;
        return others;
      }
    }
  },
});
