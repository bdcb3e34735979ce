import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Filter, type Position, type Read, ReadModels } from '../../event-sourcing/core.js';
import { type Listed, listPage, type Revised, timeBounds } from '../../platform/index.js';
import { OrderError } from '../orders.errors.js';
import { type ExistingOrder } from '../orders.state.js';
import { type OrderDocument, orders } from './orders.projection.js';

/** An order with its revision. */
export type FoundOrder = ExistingOrder & Revised;

export class GetOrder extends Query<FoundOrder> {
  constructor(
    readonly id: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** All that is given must hold. */
export interface OrderCriteria {
  readonly customerId?: string;
  readonly status?: ExistingOrder['status'];
  readonly channel?: string;
  readonly product?: string;
  readonly dealId?: string;
  /** Placed at this time or later. */
  readonly from?: string;
  /** Placed before this time. */
  readonly before?: string;
}

/** Orders by when they were placed, newest first. */
export class FindOrders extends Query<Listed<FoundOrder>> {
  constructor(
    readonly criteria: OrderCriteria,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const shown = ({ _id, products: _products, ...order }: Read<OrderDocument>): FoundOrder => order;

const filterOf = ({ product, from, before, ...fields }: OrderCriteria): Filter => {
  const placedAt = timeBounds(from, before);
  return {
    ...fields,
    ...(product === undefined ? {} : { products: product }),
    ...(placedAt === undefined ? {} : { placedAt }),
  };
};

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws OrderError `order-not-found` */
  async execute({ id, minPosition }: GetOrder): Promise<FoundOrder> {
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
  async execute({ criteria, limit, cursor, minPosition }: FindOrders): Promise<Listed<FoundOrder>> {
    const model = await this.readModels.open(orders, minPosition === undefined ? {} : { minPosition });
    return listPage(model, filterOf(criteria), { sort: ['placedAt', -1], limit, cursor }, shown);
  }
}

export const orderQueryHandlers = [GetOrderHandler, FindOrdersHandler];
