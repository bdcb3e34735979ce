import { type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { dealOwnership, objectionToDeal } from '../deals/deals.events.js';
import { type CommandAccepted, CommandEngine } from '../event-sourcing/core.js';
import { handlersOf } from '../event-sourcing/nest.js';
import { CancelOrder, PlaceOrder, RefundOrder, UnbookOrder } from './orders.commands.js';
import { orderDecider } from './orders.decider.js';
import { OrderError } from './orders.errors.js';

/** Whose a deal is, is settled once: no race with its attaching can make this wrong afterwards. */
const checkDeal = async (engine: CommandEngine, dealId: string, customerId: string): Promise<void> => {
  const objection = objectionToDeal(dealId, await engine.read(dealOwnership, dealId), customerId);
  if (objection) throw new OrderError(objection.code, objection.message);
};

/** Customers never vanish from the log, so that one existed when asked is enough. */
@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(private readonly engine: CommandEngine) {}

  async execute(command: PlaceOrder): Promise<CommandAccepted> {
    const { customerId, dealId } = command.data;
    if (!(await this.engine.exists('customer', customerId)))
      throw new OrderError('customer-not-found', `there is no customer ${customerId}`);
    return this.engine.handle(orderDecider, command, async () => {
      if (dealId !== undefined) await checkDeal(this.engine, dealId, customerId);
    });
  }
}

export const orderHandlers: Type[] = [
  PlaceOrderHandler,
  ...handlersOf(orderDecider, [RefundOrder, CancelOrder, UnbookOrder]),
];
