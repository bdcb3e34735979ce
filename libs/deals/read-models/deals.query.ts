import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Filter, type Position, type Read, ReadModels } from '../../event-sourcing/core.js';
import { type Listed, listPage, type Revised, timeBounds } from '../../platform/index.js';
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

/** A deal with its revision. */
export type FoundDeal = ExistingDeal & Revised;

export class GetDeal extends Query<FoundDeal> {
  constructor(
    readonly id: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** Deals by when they were opened, newest first. */
export class FindDeals extends Query<Listed<FoundDeal>> {
  constructor(
    readonly criteria: DealCriteria,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const shown = ({ _id, products: _products, ...deal }: Read<DealDocument>): FoundDeal => deal;

@QueryHandler(GetDeal)
export class GetDealHandler implements IQueryHandler<GetDeal> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws DealError `deal-not-found` */
  async execute({ id, minPosition }: GetDeal): Promise<FoundDeal> {
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
  async execute({ criteria, limit, cursor, minPosition }: FindDeals): Promise<Listed<FoundDeal>> {
    const model = await this.readModels.open(deals, minPosition === undefined ? {} : { minPosition });
    return listPage(model, filterOf(criteria), { sort: ['openedAt', -1], limit, cursor }, shown);
  }
}

export const dealQueryHandlers = [GetDealHandler, FindDealsHandler];
