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
  PageQuery,
  QueryController,
  Text,
  TimeParameter,
  Uuid,
} from '../platform/index.js';
import { dealAnswer, DealAnswer, DealsAnswer, dealStatuses } from './deals.answers.js';
import { FindDeals, GetDeal } from './read-models/deals.query.js';

class DealsQuery extends PageQuery {
  @TimeParameter('Deals won or lost at this time or later')
  readonly closedFrom?: string;

  @TimeParameter('Deals won or lost before this time')
  readonly closedBefore?: string;

  @Text({ max: 200, optional: true, description: 'Deals lost for this reason' })
  readonly reason?: string;

  @OneOf(dealStatuses, { optional: true, description: 'Deals that stand so now' })
  readonly status?: (typeof dealStatuses)[number];

  @Text({ max: 100, optional: true, description: 'Open deals in this stage, unless a status is given too' })
  readonly stage?: string;

  @Text({ max: 200, optional: true, description: 'Deals that this one of us looks after' })
  readonly owner?: string;

  @Uuid({ optional: true, description: 'Deals of this customer' })
  readonly customerId?: string;

  @Text({ max: 200, optional: true, description: 'Deals with this product among their lines' })
  readonly product?: string;
}

const table: CsvTable<DealsAnswer> = {
  columns: [
    ...['id', 'revision', 'customerId', 'name', 'status', 'stage', 'probability', 'amount', 'currency'],
    ...['owner', 'source', 'expectedClose', 'openedAt', 'closedAt', 'reason', 'orderId'],
  ],
  rows: ({ items }) => items,
};

const problems = { 'deal-not-found': 404 } as const;

@QueryController('deals', 'crm:read', problems)
export class DealQueryController {
  constructor(private readonly queries: QueryBus) {}

  @AnswersWithCsv(DealsAnswer, table, {
    id: 'listDeals',
    summary: 'List deals',
    about: 'Deals for which all that is given holds, those opened last first.',
    paged: true,
  })
  async list(
    @Query() { limit, cursor, ...criteria }: DealsQuery,
    @MinPosition() minPosition?: Position,
  ): Promise<DealsAnswer> {
    const found = await this.queries.execute(new FindDeals(criteria, limit, cursor, minPosition));
    return { ...found, items: found.items.map(dealAnswer) };
  }

  @Answers(DealAnswer, {
    path: ':id',
    id: 'getDeal',
    summary: 'Get a deal',
    about: 'A deal as it stands. Refuses when there is none with the id.',
    tagged: 'revision',
    refuses: problems,
  })
  async get(@Id() id: string, @MinPosition() minPosition?: Position): Promise<DealAnswer> {
    return dealAnswer(await this.queries.execute(new GetDeal(id, minPosition)));
  }
}
