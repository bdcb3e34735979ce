import { type BoundedContext, settingOf } from '../platform/index.js';
import { DealCommandController } from './deals.command.controller.js';
import {
  AssignDeal,
  AttachDeal,
  LoseDeal,
  MoveDeal,
  OpenDeal,
  ReopenDeal,
  ReviseDeal,
  WinDeal,
} from './deals.commands.js';
import { dealDecider } from './deals.decider.js';
import { type DealAttached } from './deals.events.js';
import { dealHandlers } from './deals.handlers.js';
import { DealQueryController } from './deals.query.controller.js';
import { dealStages } from './deals.settings.js';
import { dealTimeline } from './deals.timeline.js';
import { deals } from './read-models/deals.projection.js';
import { dealQueryHandlers } from './read-models/deals.query.js';

export const dealsContext: BoundedContext = {
  name: 'deals',
  settings: [dealStages],
  configured: (config) => {
    const decider = dealDecider(settingOf(config, dealStages));
    return {
      deciders: [decider],
      commands: [OpenDeal, AttachDeal, MoveDeal, ReviseDeal, AssignDeal, WinDeal, LoseDeal, ReopenDeal],
      commandHandlers: dealHandlers(decider),
      commandControllers: [DealCommandController],
    };
  },
  queryHandlers: dealQueryHandlers,
  queryControllers: [DealQueryController],
  projections: [deals],
  timeline: dealTimeline,
  attachingEvents: ['DealAttached' satisfies DealAttached['type']],
};
