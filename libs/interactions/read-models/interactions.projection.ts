import { projection } from '../../event-sourcing/core.js';
import { type CustomerErased } from '../../customers/customers.events.js';
import { type InteractionEvent } from '../interactions.events.js';
import { termsOf } from './terms.js';
import { evolve, type RecordedInteraction, withoutTheTexts } from '../interactions.state.js';

/** An interaction as it stands, with its revision. */
export interface InteractionDocument extends RecordedInteraction {
  readonly revision: number;
  /** What its subject and content are found by. */
  readonly words: readonly string[];
}

const nothing: InteractionDocument = {
  status: 'recorded',
  revision: 0,
  words: [],
  customerId: '',
  happenedAt: '',
  details: { channel: 'phone', direction: 'inbound' },
  followUps: [],
};

/**
 * Interactions as they stand, corrections included, to be looked up by customer, agent, channel, words and time. One document
 * for each interaction, with its id.
 */
export const interactions = projection<InteractionDocument, InteractionEvent | CustomerErased>({
  name: 'interactions',
  version: 6,
  events: [
    'InteractionRecorded',
    'InteractionCorrected',
    'FollowUpScheduled',
    'FollowUpCompleted',
    'FollowUpOverdue',
    'FeedbackRecorded',
    'InteractionExpired',
    'CustomerErased',
  ],
  indexes: [
    { fields: { happenedAt: 1 } },
    { fields: { customerId: 1, happenedAt: 1 } },
    { fields: { 'details.agent': 1, happenedAt: 1 } },
    { fields: { 'details.channel': 1, happenedAt: 1 } },
    { fields: { words: 1, happenedAt: 1 } },
  ],
  documentIds: (event) => (event.type === 'CustomerErased' ? [] : [event.data.interactionId]),
  documentsWhere: ({ type, data }) =>
    type === 'CustomerErased' ? { customerId: data.customerId } : undefined,
  initial: () => nothing,
  evolve: (document, event) => {
    if (event.type === 'CustomerErased') return { ...withoutTheTexts(document), words: [] };
    const interaction = evolve(document, event);
    if (interaction.status === 'unknown') return document;
    const { subject, content } = interaction.details;
    const isSame = subject === document.details.subject && content === document.details.content;
    const words = isSame ? document.words : termsOf(subject, content);
    return { ...interaction, revision: event.revision, words };
  },
});
