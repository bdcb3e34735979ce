import { type BoundedContext } from '../platform/index.js';
import { InteractionCommandController } from './interactions.command.controller.js';
import { interactionCommands } from './interactions.commands.js';
import { interactionDecider } from './interactions.decider.js';
import { interactionHandlers } from './interactions.handlers.js';

export const interactionsContext: BoundedContext = {
  name: 'interactions',
  deciders: [interactionDecider],
  commands: interactionCommands,
  commandHandlers: interactionHandlers,
  commandControllers: [InteractionCommandController],
  queryHandlers: [],
  queryControllers: [],
  projections: [],
  reactions: [],
};
