import { type ExpireInteraction } from '../interactions.commands.js';
import { InteractionError } from '../interactions.errors.js';
import { type InteractionEvent } from '../interactions.events.js';
import { type RecordedInteraction } from '../interactions.state.js';

/** Somebody who is to come back to the customer needs what was said: an open follow-up holds it back. */
export const expire = (
  { id, data, envelope }: ExpireInteraction,
  { status, customerId, details, followUps }: RecordedInteraction,
): InteractionEvent[] => {
  if (status === 'expired') return [];
  const open = followUps.find(({ completedAt }) => completedAt === undefined);
  if (open) throw new InteractionError('follow-up-open', `the follow-up ${open.id} is open`);
  const { caseReference } = data;
  const { occurredAt } = envelope;
  const { channel } = details;
  const followUpIds = followUps.map((followUp) => followUp.id);
  return [
    {
      type: 'InteractionExpired',
      data: { interactionId: id, customerId, occurredAt, channel, followUpIds, caseReference },
    },
  ];
};
