import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  type Filter,
  type Page,
  page,
  type Position,
  type Read,
  ReadModels,
} from '../../event-sourcing/core.js';
import { timeBounds } from '../../platform/index.js';
import { DealError } from '../deals.errors.js';
import { type ExistingDeal } from '../deals.state.js';
import { type DealDocument, deals } from './deals.projection.js';

/** All that is given must hold. A stage without a status means deals that stand in it: open ones. */
export interface DealCriteria {
  readonly status?: ExistingDeal['status'];
  readonly stage?: string;
  readonly owner?: string;
  readonly customerId?: string;
  readonly product?: string;
  /** Why it was lost. */
  readonly reason?: string;
  /** Won or lost at this time or later. */
  readonly closedFrom?: string;
  /** Won or lost before this time. */
  readonly closedBefore?: string;
}

export class GetDeal extends Query<ExistingDeal> {
  constructor(
    readonly id: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** Deals by when they were opened, newest first. */
export class FindDeals extends Query<Page<ExistingDeal>> {
  constructor(
    readonly criteria: DealCriteria,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const shown = ({ _id, products: _products, ...deal }: Read<DealDocument>): ExistingDeal => deal;

@QueryHandler(GetDeal)
export class GetDealHandler implements IQueryHandler<GetDeal> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws DealError `deal-not-found` */
  async execute({ id, minPosition }: GetDeal): Promise<ExistingDeal> {
    const model = await this.readModels.open(deals, minPosition === undefined ? {} : { minPosition });
    const deal = await model.get(id);
    if (!deal) throw new DealError('deal-not-found', `there is no deal ${id}`);
    return shown(deal);
  }
}

const filterOf = ({ product, stage, status, closedFrom, closedBefore, ...fields }: DealCriteria): Filter => {
  const closedAt = timeBounds(closedFrom, closedBefore);
  return {
    ...fields,
    ...(product === undefined ? {} : { products: product }),
    ...(stage === undefined ? {} : { status: 'open', stage }),
    ...(status === undefined ? {} : { status }),
    // A deal that was opened again keeps no time at which it was closed.
    ...(closedAt === undefined ? {} : { closedAt }),
  };
};

@QueryHandler(FindDeals)
export class FindDealsHandler implements IQueryHandler<FindDeals> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws InvalidCursorError when the cursor is none of ours */
  async execute({ criteria, limit, cursor, minPosition }: FindDeals): Promise<Page<ExistingDeal>> {
    const model = await this.readModels.open(deals, minPosition === undefined ? {} : { minPosition });
    const found = await page(model, filterOf(criteria), { sort: ['openedAt', -1], limit, cursor });
    return { ...found, items: found.items.map(shown) };
  }
}

export const dealQueryHandlers = [GetDealHandler, FindDealsHandler];
