import { Body } from '@nestjs/common';
import { type CommandAccepted } from '../event-sourcing/index.js';
import { CommandController, CommandSender, type Sender, SentBy, Takes } from '../platform/index.js';
import { RegisterCustomer, RegisterCustomerBody } from './customers.commands.js';
import { type CustomerErrorCode } from './customers.errors.js';

const problems = {
  'customer-not-found': 404,
  'customer-already-registered': 409,
} satisfies Record<CustomerErrorCode, number>;

@CommandController('customers', problems)
export class CustomerCommandController {
  constructor(private readonly commands: CommandSender) {}

  @Takes(RegisterCustomer)
  register(@Body() body: RegisterCustomerBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(RegisterCustomer, body, sender);
  }
}
