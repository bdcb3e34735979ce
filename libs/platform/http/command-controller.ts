import { type Type } from '@nestjs/common';
import { type CommandAccepted } from '../../event-sourcing/core.js';
import { type BoundedContext } from '../bounded-context.js';
import { CommandSender, type Sender } from '../commands/command-sender.js';
import { type CommandRoute, routesOf } from '../commands/command-table.js';
import { CommandController, Id, operationOf, Takes } from './command-route.decorator.js';
import { type ProblemTable } from './problem.filter.js';
import { SentBy } from './sender.decorator.js';

interface Commanding {
  readonly commands: CommandSender;
}

/**
 * The controllers of a context's commands: one with a method for each route of its table, and its own; none without
 * commands.
 */
export const commandControllersOf = ({ name, commands }: BoundedContext): Type[] => {
  if (!commands) return [];

  @CommandController(name, commands.problems)
  class TableController implements Commanding {
    constructor(readonly commands: CommandSender) {}
  }
  for (const row of routesOf(commands.table)) addMethod(TableController.prototype, row, commands.problems);
  return [TableController, ...(commands.controllers ?? [])];
};

/** What a method written out with its decorators would be; the sender validates the body. */
const addMethod = (prototype: Commanding, row: CommandRoute, problems: ProblemTable): void => {
  const { path, type } = row;
  const name = operationOf(type);
  Object.assign(prototype, {
    [name](this: Commanding, sender: Sender, id?: string): Promise<CommandAccepted> {
      return this.commands.validateAndSend(type, sender, id);
    },
  });
  SentBy()(prototype, name, 0);
  if (path.split('/').includes(':id')) Id()(prototype, name, 1);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor) Takes(row, problems)(prototype, name, descriptor);
};
