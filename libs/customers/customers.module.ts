import { type BoundedContext } from '../platform/index.js';
import { CustomerCommandController } from './customers.command.controller.js';
import { customerCommands } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';
import { customerHandlers } from './customers.handlers.js';
import { CustomerQueryController } from './customers.query.controller.js';
import { customerTimeline } from './customers.timeline.js';
import { directory } from './read-models/directory.projection.js';
import { FindCustomersHandler } from './read-models/directory.query.js';

export const customersContext: BoundedContext = {
  name: 'customers',
  deciders: [customerDecider],
  commands: customerCommands,
  commandHandlers: customerHandlers,
  commandControllers: [CustomerCommandController],
  queryHandlers: [FindCustomersHandler],
  queryControllers: [CustomerQueryController],
  projections: [directory],
  timeline: customerTimeline,
};
