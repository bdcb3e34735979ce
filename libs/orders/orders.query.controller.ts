import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import { Answers, Id, MinPosition, PageQuery, QueryController, Uuid } from '../platform/index.js';
import { orderAnswer, OrderAnswer, OrdersAnswer } from './orders.answers.js';
import { FindOrders, GetOrder } from './read-models/orders.query.js';

class OrdersQuery extends PageQuery {
  @Uuid({ optional: true, description: 'Orders of this customer; of all when absent' })
  readonly customerId?: string;
}

@QueryController('orders', 'crm:read', { 'order-not-found': 404 })
export class OrderQueryController {
  constructor(private readonly queries: QueryBus) {}

  /** Newest first. */
  @Answers(OrdersAnswer)
  async list(
    @Query() { customerId, limit, cursor }: OrdersQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<OrdersAnswer> {
    const found = await this.queries.execute(new FindOrders(customerId, limit, cursor, minPosition));
    return { ...found, items: found.items.map(orderAnswer) };
  }

  @Answers(OrderAnswer, ':id')
  async get(@Id() id: string, @MinPosition() minPosition?: Position): Promise<OrderAnswer> {
    return orderAnswer(await this.queries.execute(new GetOrder(id, minPosition)));
  }
}
