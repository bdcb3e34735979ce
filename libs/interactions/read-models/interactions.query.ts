import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Filter, type Position, type Read, ReadModels } from '../../event-sourcing/core.js';
import { emptyPage, listPage, timeBounds } from '../../platform/index.js';
import { type InteractionAnswer, type InteractionList } from '../interaction.answer.js';
import { InteractionError } from '../interactions.errors.js';
import { type Channel } from '../interactions.events.js';
import { type InteractionDocument, interactions } from './interactions.projection.js';
import { termsAskedFor } from './terms.js';

/** All that is given must hold. */
export interface InteractionCriteria {
  readonly customerId?: string;
  readonly agent?: string;
  readonly channel?: Channel;
  /** Words of its subject and content, all of them. */
  readonly words?: string;
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
  words: _words,
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

/** Undefined: there is nothing in the words that anything could be found by. */
const filterOf = ({
  customerId,
  agent,
  channel,
  words,
  from,
  before,
}: InteractionCriteria): Filter | undefined => {
  const happenedAt = timeBounds(from, before);
  const terms = termsAskedFor(words ?? '');
  if (words !== undefined && terms.length === 0) return undefined;
  return {
    ...(customerId === undefined ? {} : { customerId }),
    ...(agent === undefined ? {} : { 'details.agent': agent }),
    ...(channel === undefined ? {} : { 'details.channel': channel }),
    ...(happenedAt === undefined ? {} : { happenedAt }),
    ...(terms.length === 0 ? {} : { $and: terms.map((term) => ({ words: term })) }),
  };
};

@QueryHandler(FindInteractions)
export class FindInteractionsHandler implements IQueryHandler<FindInteractions> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws InvalidCursorError when the cursor is none of ours */
  async execute({ criteria, limit, cursor, minPosition }: FindInteractions): Promise<InteractionList> {
    const model = await this.readModels.open(interactions, minPosition === undefined ? {} : { minPosition });
    const filter = filterOf(criteria);
    if (!filter) return emptyPage(model);
    return listPage(model, filter, { sort: ['happenedAt', -1], limit, cursor }, shown);
  }
}
