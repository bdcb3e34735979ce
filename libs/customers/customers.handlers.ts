import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandAccepted, CommandEngine } from '../event-sourcing/core.js';
import { handlersOf } from '../event-sourcing/nest.js';
import { customerCommands, RelateCustomer, RelateNamedCustomer } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';
import { CustomerError } from './customers.errors.js';

/** Customers never vanish from the log, so that one existed when asked is enough. */
@CommandHandler(RelateCustomer)
export class RelateCustomerHandler implements ICommandHandler<RelateCustomer> {
  constructor(private readonly engine: CommandEngine) {}

  async execute(command: RelateCustomer): Promise<CommandAccepted> {
    const { id, data, envelope } = command;
    const related = await this.engine.read(customerDecider, data.relatedId);
    if (related.status === 'unknown')
      throw new CustomerError('related-customer-not-found', `there is no customer ${data.relatedId}`);
    const named = new RelateNamedCustomer(id, { ...data, relatedName: related.details.name }, envelope);
    return this.engine.handle(customerDecider, named);
  }
}

export const customerHandlers = [
  ...handlersOf(
    customerDecider,
    customerCommands.filter(
      (command): command is Exclude<typeof command, typeof RelateCustomer> => command !== RelateCustomer,
    ),
  ),
  RelateCustomerHandler,
];
