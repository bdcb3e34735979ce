import { handlersOf } from '../event-sourcing/nest.js';
import { type BoundedContext } from '../platform/index.js';
import { followUpTimer } from './follow-ups.timer.js';
import { interactionCheck } from './interactions.check.js';
import { ExpireInteraction, interactionCommands } from './interactions.commands.js';
import { interactionDecider } from './interactions.decider.js';
import { type InteractionErrorCode } from './interactions.errors.js';
import { type InteractionExpired } from './interactions.events.js';
import {
  ActivityQueryController,
  FollowUpQueryController,
  InteractionQueryController,
} from './interactions.query.controller.js';
import { interactionTimeline } from './interactions.timeline.js';
import { activity } from './read-models/activity.projection.js';
import { GetActivityHandler } from './read-models/activity.query.js';
import { followUps } from './read-models/follow-ups.projection.js';
import { ListFollowUpsHandler } from './read-models/follow-ups.query.js';
import { interactions } from './read-models/interactions.projection.js';
import { retainedInteractions } from './read-models/retained-interactions.projection.js';
import { FindInteractionsHandler, GetInteractionHandler } from './read-models/interactions.query.js';

const problems = {
  'interaction-not-found': 404,
  'interaction-already-recorded': 409,
  'interaction-expired': 410,
  'follow-up-open': 409,
  'processing-restricted': 409,
  'customer-not-found': 404,
  'customer-erased': 410,
  'deal-not-found': 404,
  'deal-without-customer': 422,
  'deal-of-another-customer': 422,
  'happened-after-correction': 422,
  'follow-up-not-found': 404,
  'occurred-before-last': 422,
  'feedback-empty': 422,
  'limit-reached': 422,
} satisfies Record<InteractionErrorCode, number>;

export const interactionsContext: BoundedContext = {
  name: 'interactions',
  tags: {
    interactions: 'Every time that we and a customer were in touch.',
    'follow-ups': 'By when somebody is to come back to a customer.',
    activity: 'How much we and customers are in touch.',
  },
  deciders: [interactionDecider],
  commands: {
    table: interactionCommands,
    handlers: handlersOf(interactionDecider, interactionCommands, interactionCheck),
    problems,
  },
  queryHandlers: [GetActivityHandler, ListFollowUpsHandler, GetInteractionHandler, FindInteractionsHandler],
  queryControllers: [ActivityQueryController, FollowUpQueryController, InteractionQueryController],
  projections: [activity, followUps, interactions, retainedInteractions],
  timeline: interactionTimeline,
  timers: [followUpTimer],
  expiringEvents: ['InteractionExpired' satisfies InteractionExpired['type']],
  retention: [
    {
      name: 'interactions',
      words: 'interactions older than',
      retained: retainedInteractions,
      letGo: {
        category: interactionDecider.category,
        command: (id, data, envelope) => new ExpireInteraction(id, data, envelope),
      },
    },
  ],
};
