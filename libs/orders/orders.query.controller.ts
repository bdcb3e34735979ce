import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Position } from '../event-sourcing/core.js';
import {
  Answers,
  AnswersWithCsv,
  type CsvTable,
  Id,
  MinPosition,
  OneOf,
  QueryController,
  Text,
  TimeRangeQuery,
  Uuid,
} from '../platform/index.js';
import { orderAnswer, OrderAnswer, OrdersAnswer, orderStatuses } from './orders.answers.js';
import { FindOrders, GetOrder } from './read-models/orders.query.js';

class OrdersQuery extends TimeRangeQuery {
  @Uuid({ optional: true, description: 'Orders of this customer' })
  readonly customerId?: string;

  @OneOf(orderStatuses, { optional: true, description: 'Orders that stand so now' })
  readonly status?: (typeof orderStatuses)[number];

  @Text({ max: 100, optional: true, description: 'Where it was bought' })
  readonly channel?: string;

  @Text({ max: 200, optional: true, description: 'Orders with this product among their lines' })
  readonly product?: string;

  @Uuid({ optional: true, description: 'The deal that the order came from' })
  readonly dealId?: string;
}

const table: CsvTable<OrdersAnswer> = {
  columns: [
    ...['id', 'revision', 'customerId', 'dealId', 'status', 'placedAt', 'channel', 'currency'],
    ...['beforeDiscount', 'discount', 'gross', 'refunded', 'net'],
  ],
  rows: ({ items }) => items,
};

const problems = { 'order-not-found': 404 } as const;

@QueryController('orders', 'crm:read', problems)
export class OrderQueryController {
  constructor(private readonly queries: QueryBus) {}

  @AnswersWithCsv(OrdersAnswer, table, {
    id: 'listOrders',
    summary: 'List orders',
    about: 'Orders for which all that is given holds, those placed last first.',
    paged: true,
  })
  async list(
    @Query() { limit, cursor, ...criteria }: OrdersQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<OrdersAnswer> {
    const found = await this.queries.execute(new FindOrders(criteria, limit, cursor, minPosition));
    return { ...found, items: found.items.map(orderAnswer) };
  }

  @Answers(OrderAnswer, {
    path: ':id',
    id: 'getOrder',
    summary: 'Get an order',
    about: 'An order as it stands, with what of it was refunded. Refuses when there is none with the id.',
    tagged: 'revision',
    refuses: problems,
  })
  async get(@Id() id: string, @MinPosition() minPosition?: Position): Promise<OrderAnswer> {
    return orderAnswer(await this.queries.execute(new GetOrder(id, minPosition)));
  }
}
