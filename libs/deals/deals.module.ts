import { handlersOf } from '../event-sourcing/nest.js';
import { type BoundedContext, settingOf } from '../platform/index.js';
import { dealCheck } from './deals.check.js';
import { dealCommands } from './deals.commands.js';
import { dealDecider } from './deals.decider.js';
import { type DealErrorCode } from './deals.errors.js';
import { type DealAttached } from './deals.events.js';
import { DealQueryController } from './deals.query.controller.js';
import { dealStages } from './deals.settings.js';
import { dealTimeline } from './deals.timeline.js';
import { deals } from './read-models/deals.projection.js';
import { dealQueryHandlers } from './read-models/deals.query.js';

const problems = {
  'deal-not-found': 404,
  'customer-not-found': 404,
  'customer-erased': 410,
  'deal-already-open': 409,
  'deal-already-attached': 409,
  'deal-without-customer': 409,
  'deal-closed': 409,
  'deal-not-closed': 409,
  'unknown-stage': 422,
  'ambiguous-amount': 422,
  'total-too-large': 422,
  'occurred-before-last': 422,
} satisfies Record<DealErrorCode, number>;

export const dealsContext: BoundedContext = {
  name: 'deals',
  tags: {
    deals: 'What a customer may buy: from the first talk to won or lost.',
  },
  settings: [dealStages],
  configured: (config) => {
    const decider = dealDecider(settingOf(config, dealStages));
    return {
      deciders: [decider],
      commands: { table: dealCommands, handlers: handlersOf(decider, dealCommands, dealCheck), problems },
    };
  },
  queryHandlers: dealQueryHandlers,
  queryControllers: [DealQueryController],
  projections: [deals],
  timeline: dealTimeline,
  attachingEvents: ['DealAttached' satisfies DealAttached['type']],
};
