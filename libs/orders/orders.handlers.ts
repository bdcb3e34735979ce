import { type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandAccepted, CommandEngine, handlersOf } from '../event-sourcing/index.js';
import { CancelOrder, PlaceOrder, RefundOrder, UnbookOrder } from './orders.commands.js';
import { orderDecider } from './orders.decider.js';
import { OrderError } from './orders.errors.js';

/** Neither customers nor deals ever vanish from the log, so that they existed when asked is enough. */
@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(private readonly engine: CommandEngine) {}

  async execute(command: PlaceOrder): Promise<CommandAccepted> {
    const { customerId, dealId } = command.data;
    if (!(await this.engine.exists('customer', customerId)))
      throw new OrderError('customer-not-found', `there is no customer ${customerId}`);
    if (dealId !== undefined && !(await this.engine.exists('deal', dealId)))
      throw new OrderError('deal-not-found', `there is no deal ${dealId}`);
    return this.engine.handle(orderDecider, command);
  }
}

export const orderHandlers: Type[] = [
  PlaceOrderHandler,
  ...handlersOf(orderDecider, [RefundOrder, CancelOrder, UnbookOrder]),
];
