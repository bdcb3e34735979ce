import { timer } from '../event-sourcing/core.js';
import { MarkFollowUpOverdue } from './interactions.commands.js';
import {
  type FollowUpCompleted,
  type FollowUpOverdue,
  type FollowUpScheduled,
} from './interactions.events.js';

const DAY = 86_400_000;

/**
 * A follow-up that is not completed by its due time becomes overdue. One that was due more than a week before is left:
 * nobody acts on it any more, and an import of old interactions would bring many.
 */
export const followUpTimer = timer<
  { readonly interactionId: string },
  FollowUpScheduled | FollowUpCompleted | FollowUpOverdue
>({
  name: 'follow-ups-overdue',
  version: 1,
  events: ['FollowUpScheduled', 'FollowUpCompleted', 'FollowUpOverdue'],
  lateness: 7 * DAY,
  change: ({ type, data }) => {
    const { followUpId: key, interactionId } = data;
    switch (type) {
      case 'FollowUpScheduled':
        return { key, dueAt: data.dueAt, payload: { interactionId } };
      case 'FollowUpCompleted':
      case 'FollowUpOverdue':
        return { key, cancelled: true };
    }
  },
  command: ({ key: followUpId, payload: { interactionId } }, envelope) =>
    new MarkFollowUpOverdue(interactionId, { followUpId }, envelope),
});
