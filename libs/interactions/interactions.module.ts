import { type BoundedContext } from '../platform/index.js';
import { followUpTimer } from './follow-ups.timer.js';
import { InteractionCommandController } from './interactions.command.controller.js';
import { interactionCommands } from './interactions.commands.js';
import { interactionDecider } from './interactions.decider.js';
import { interactionHandlers } from './interactions.handlers.js';
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
import { GetInteractionHandler } from './read-models/interactions.query.js';

export const interactionsContext: BoundedContext = {
  name: 'interactions',
  deciders: [interactionDecider],
  commands: interactionCommands,
  commandHandlers: interactionHandlers,
  commandControllers: [InteractionCommandController],
  queryHandlers: [GetActivityHandler, ListFollowUpsHandler, GetInteractionHandler],
  queryControllers: [ActivityQueryController, FollowUpQueryController, InteractionQueryController],
  projections: [activity, followUps, interactions],
  timeline: interactionTimeline,
  timers: [followUpTimer],
};
