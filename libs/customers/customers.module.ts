import { type BoundedContext } from '../platform/index.js';
import { CustomerCommandController } from './customers.command.controller.js';
import { customerCommands } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';
import { customerHandlers } from './customers.handlers.js';
import { CustomerQueryController } from './customers.query.controller.js';
import { directory } from './read-models/directory.projection.js';
import { FindCustomersHandler } from './read-models/directory.query.js';
import { lastInteractions } from './read-models/last-interactions.projection.js';
import { openDeals } from './read-models/open-deals.projection.js';
import { profile } from './read-models/profile.projection.js';
import { GetProfileHandler } from './read-models/profile.query.js';
import { timeline } from './read-models/timeline.projection.js';
import { GetTimelineHandler } from './read-models/timeline.query.js';

export const customersContext: BoundedContext = {
  name: 'customers',
  deciders: [customerDecider],
  commands: customerCommands,
  commandHandlers: customerHandlers,
  commandControllers: [CustomerCommandController],
  queryHandlers: [FindCustomersHandler, GetProfileHandler, GetTimelineHandler],
  queryControllers: [CustomerQueryController],
  projections: [directory, profile, lastInteractions, openDeals, timeline],
  reactions: [],
};
