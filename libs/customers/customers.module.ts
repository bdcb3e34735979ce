import { type BoundedContext } from '../platform/index.js';
import { CustomerCommandController } from './customers.command.controller.js';
import { customerCommands } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';
import { customerHandlers } from './customers.handlers.js';

export const customersContext: BoundedContext = {
  name: 'customers',
  deciders: [customerDecider],
  commands: customerCommands,
  commandHandlers: customerHandlers,
  commandControllers: [CustomerCommandController],
  queryHandlers: [],
  queryControllers: [],
  projections: [],
  reactions: [],
};
