import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Filter, type Position, type Read, ReadModels } from '../../event-sourcing/core.js';
import { listPage, timeBounds } from '../../platform/index.js';
import { type InteractionAnswer, type InteractionList } from '../interaction.answer.js';
import { InteractionError } from '../interactions.errors.js';
import { type Channel } from '../interactions.events.js';
import { type InteractionDocument, interactions } from './interactions.projection.js';

/** All that is given must hold. */
export interface InteractionCriteria {
  readonly customerId?: string;
  readonly agent?: string;
  readonly channel?: Channel;
  /** Took place at this time or later. */
  readonly from?: string;
  /** Took place before this time. */
  readonly before?: string;
}

export class GetInteraction extends Query<InteractionAnswer> {
  constructor(
    readonly id: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** Interactions by when they took place, the latest first. */
export class FindInteractions extends Query<InteractionList> {
  constructor(
    readonly criteria: InteractionCriteria,
    readonly limit: number,
    readonly cursor?: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

const shown = ({
  _id: id,
  status: _status,
  details,
  ...interaction
}: Read<InteractionDocument>): InteractionAnswer => ({ id, ...interaction, ...details });

@QueryHandler(GetInteraction)
export class GetInteractionHandler implements IQueryHandler<GetInteraction> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws InteractionError `interaction-not-found` */
  async execute({ id, minPosition }: GetInteraction): Promise<InteractionAnswer> {
    const model = await this.readModels.open(interactions, minPosition === undefined ? {} : { minPosition });
    const found = await model.get(id);
    if (!found) throw new InteractionError('interaction-not-found', `there is no interaction ${id}`);
    return shown(found);
  }
}

const filterOf = ({ customerId, agent, channel, from, before }: InteractionCriteria): Filter => {
  const happenedAt = timeBounds(from, before);
  return {
    ...(customerId === undefined ? {} : { customerId }),
    ...(agent === undefined ? {} : { 'details.agent': agent }),
    ...(channel === undefined ? {} : { 'details.channel': channel }),
    ...(happenedAt === undefined ? {} : { happenedAt }),
  };
};

@QueryHandler(FindInteractions)
export class FindInteractionsHandler implements IQueryHandler<FindInteractions> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws InvalidCursorError when the cursor is none of ours */
  async execute({ criteria, limit, cursor, minPosition }: FindInteractions): Promise<InteractionList> {
    const model = await this.readModels.open(interactions, minPosition === undefined ? {} : { minPosition });
    return listPage(model, filterOf(criteria), { sort: ['happenedAt', -1], limit, cursor }, shown);
  }
}
