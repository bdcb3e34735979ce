import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandAccepted, CommandEngine, handlersOf } from '../event-sourcing/index.js';
import { customerCommands, RelateCustomer } from './customers.commands.js';
import { customerDecider } from './customers.decider.js';
import { CustomerError } from './customers.errors.js';

@CommandHandler(RelateCustomer)
export class RelateCustomerHandler implements ICommandHandler<RelateCustomer> {
  constructor(private readonly engine: CommandEngine) {}

  async execute(command: RelateCustomer): Promise<CommandAccepted> {
    const { relatedId } = command.data;
    if (!(await this.engine.exists('customer', relatedId)))
      throw new CustomerError('related-customer-not-found', `there is no customer ${relatedId}`);
    return this.engine.handle(customerDecider, command);
  }
}

export const customerHandlers = [
  ...handlersOf(
    customerDecider,
    customerCommands.filter((command) => command !== RelateCustomer),
  ),
  RelateCustomerHandler,
];
