import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Page, page, type Position, type Read, ReadModels } from '../../event-sourcing/core.js';
import { OrderError } from '../orders.errors.js';
import { type ExistingOrder } from '../orders.state.js';
import { orders } from './orders.projection.js';

export class GetOrder extends Query<ExistingOrder> {
  constructor(
    readonly id: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** Orders by when they were placed, newest first: those of one customer, or all. */
export class FindOrders extends Query<Page<ExistingOrder>> {
  constructor(
    readonly customerId: string | undefined,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const shown = ({ _id, ...order }: Read<ExistingOrder>): ExistingOrder => order;

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws OrderError `order-not-found` */
  async execute({ id, minPosition }: GetOrder): Promise<ExistingOrder> {
    const model = await this.readModels.open(orders, minPosition === undefined ? {} : { minPosition });
    const order = await model.get(id);
    if (!order) throw new OrderError('order-not-found', `there is no order ${id}`);
    return shown(order);
  }
}

@QueryHandler(FindOrders)
export class FindOrdersHandler implements IQueryHandler<FindOrders> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws InvalidCursorError when the cursor is none of ours */
  async execute({ customerId, limit, cursor, minPosition }: FindOrders): Promise<Page<ExistingOrder>> {
    const model = await this.readModels.open(orders, minPosition === undefined ? {} : { minPosition });
    const filter = customerId === undefined ? {} : { customerId };
    const found = await page(model, filter, { sort: ['placedAt', -1], limit, cursor });
    return { ...found, items: found.items.map(shown) };
  }
}

export const orderQueryHandlers = [GetOrderHandler, FindOrdersHandler];
