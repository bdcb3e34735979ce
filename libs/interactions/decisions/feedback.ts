import { sameValue } from '../../event-sourcing/core.js';
import { type RecordFeedback } from '../interactions.commands.js';
import { InteractionError } from '../interactions.errors.js';
import { type InteractionEvent } from '../interactions.events.js';
import { type RecordedInteraction } from '../interactions.state.js';

export const recordFeedback = (
  { id, data, envelope }: RecordFeedback,
  { customerId, details, feedback: before }: RecordedInteraction,
): InteractionEvent[] => {
  const { occurredAt } = envelope;
  const { csat, nps, comment } = data;
  const feedback = {
    ...(csat === undefined ? {} : { csat }),
    ...(nps === undefined ? {} : { nps }),
    ...(comment === undefined ? {} : { comment }),
  };
  if (Object.keys(feedback).length === 0)
    throw new InteractionError('feedback-empty', 'feedback needs a csat, an nps or a comment');
  if (sameValue(feedback, before)) return [];
  const { channel, agent } = details;
  return [
    {
      type: 'FeedbackRecorded',
      data: {
        interactionId: id,
        customerId,
        occurredAt,
        channel,
        ...(agent === undefined ? {} : { agent }),
        ...feedback,
      },
    },
  ];
};
