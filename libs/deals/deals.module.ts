import { type BoundedContext, type PipelineStage } from '../platform/index.js';
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
import { dealHandlers } from './deals.handlers.js';
import { DealQueryController } from './deals.query.controller.js';
import { deals } from './read-models/deals.projection.js';
import { dealQueryHandlers } from './read-models/deals.query.js';

/** Deals that move through these stages, in this order. */
export const dealsContext = (stages: readonly PipelineStage[]): BoundedContext => {
  const decider = dealDecider(stages);
  return {
    name: 'deals',
    deciders: [decider],
    commands: [OpenDeal, AttachDeal, MoveDeal, ReviseDeal, AssignDeal, WinDeal, LoseDeal, ReopenDeal],
    commandHandlers: dealHandlers(decider),
    commandControllers: [DealCommandController],
    queryHandlers: dealQueryHandlers,
    queryControllers: [DealQueryController],
    projections: [deals],
    reactions: [],
  };
};
