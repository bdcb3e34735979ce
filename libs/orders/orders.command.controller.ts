import { Body } from '@nestjs/common';
import { type CommandAccepted } from '../event-sourcing/core.js';
import { CommandController, CommandSender, Id, type Sender, SentBy, Takes } from '../platform/index.js';
import {
  CancelOrder,
  CancelOrderBody,
  PlaceOrder,
  PlaceOrderBody,
  RefundOrder,
  RefundOrderBody,
} from './orders.commands.js';
import { type OrderErrorCode } from './orders.errors.js';

const problems = {
  'order-not-found': 404,
  'customer-not-found': 404,
  'deal-not-found': 404,
  'deal-without-customer': 422,
  'deal-of-another-customer': 422,
  'order-already-placed': 409,
  'order-cancelled': 409,
  'total-too-large': 422,
  'discount-above-total': 422,
  'currency-mismatch': 422,
  'ambiguous-refund': 422,
  'order-line-not-found': 422,
  'order-line-repeated': 422,
  'nothing-left-to-refund': 422,
  'refund-above-remaining': 422,
  'occurred-before-last': 422,
} satisfies Record<OrderErrorCode, number>;

@CommandController('orders', problems)
export class OrderCommandController {
  constructor(private readonly commands: CommandSender) {}

  @Takes(PlaceOrder)
  place(@Body() body: PlaceOrderBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(PlaceOrder, body, sender);
  }

  @Takes(RefundOrder, ':id/refunds')
  refund(
    @Id() id: string,
    @Body() body: RefundOrderBody,
    @SentBy() sender: Sender,
  ): Promise<CommandAccepted> {
    return this.commands.send(RefundOrder, body, sender, id);
  }

  @Takes(CancelOrder, ':id/cancellation')
  cancel(
    @Id() id: string,
    @Body() body: CancelOrderBody,
    @SentBy() sender: Sender,
  ): Promise<CommandAccepted> {
    return this.commands.send(CancelOrder, body, sender, id);
  }
}
