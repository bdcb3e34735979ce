import { projection } from '../../event-sourcing/core.js';
import { type InteractionEvent } from '../interactions.events.js';
import { evolve, type RecordedInteraction } from '../interactions.state.js';

const nothing: RecordedInteraction = {
  status: 'recorded',
  customerId: '',
  happenedAt: '',
  details: { channel: 'phone', direction: 'inbound' },
  followUps: [],
};

/** Interactions as they stand, corrections included. One document for each interaction, with its id. */
export const interactions = projection<RecordedInteraction, InteractionEvent>({
  name: 'interactions',
  version: 2,
  events: [
    'InteractionRecorded',
    'InteractionCorrected',
    'FollowUpScheduled',
    'FollowUpCompleted',
    'FollowUpOverdue',
    'FeedbackRecorded',
  ],
  indexes: [],
  documentIds: ({ data }) => [data.interactionId],
  initial: () => nothing,
  evolve: (document, event) => {
    const interaction = evolve(document, event);
    return interaction.status === 'unknown' ? document : interaction;
  },
});
