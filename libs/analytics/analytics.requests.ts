import { Currency, Day, OneOf, PageQuery, Uuid } from '../platform/index.js';
import { customerSorts } from './read-models/customers.query.js';
import { type PurchaseDimension, purchaseDimensions } from './reports/purchase.answers.js';
import { type SalesDimension, salesDimensions } from './reports/sales.answers.js';

const asOf = {
  optional: true,
  description: 'Only what had happened by the end of this day (UTC); today when absent',
} as const;
const currency = { optional: true, description: 'Needed where there are amounts in several' } as const;

export class FiguresQuery {
  @Day(asOf)
  readonly asOf?: string;

  @Currency(currency)
  readonly currency?: string;
}

export class CustomersQuery extends PageQuery {
  @Day(asOf)
  readonly asOf?: string;

  @Currency(currency)
  readonly currency?: string;

  @OneOf([...customerSorts, ...customerSorts.map((sort) => `-${sort}`)], {
    optional: true,
    description:
      'By net spend, orders, lifetime value or days since the last order; the highest first with a minus; -spend when absent',
  })
  readonly sort: string = '-spend';
}

export class PurchasesQuery extends FiguresQuery {
  @OneOf(purchaseDimensions)
  readonly groupBy: PurchaseDimension;

  @Day({ optional: true, description: 'The first day that counts' })
  readonly from?: string;

  @Day({ optional: true, description: 'The last day that counts' })
  readonly to?: string;

  @Uuid({ optional: true, description: 'Purchases of this customer alone' })
  readonly customerId?: string;
}

export class SalesQuery extends FiguresQuery {
  @OneOf(salesDimensions)
  readonly groupBy: SalesDimension;
}
