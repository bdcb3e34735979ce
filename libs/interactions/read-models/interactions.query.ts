import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Position, ReadModels } from '../../event-sourcing/core.js';
import { type InteractionAnswer } from '../interaction.answer.js';
import { InteractionError } from '../interactions.errors.js';
import { interactions } from './interactions.projection.js';

export class GetInteraction extends Query<InteractionAnswer> {
  constructor(
    readonly id: string,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetInteraction)
export class GetInteractionHandler implements IQueryHandler<GetInteraction> {
  constructor(private readonly readModels: ReadModels) {}

  /** @throws InteractionError `interaction-not-found` */
  async execute({ id, minPosition }: GetInteraction): Promise<InteractionAnswer> {
    const model = await this.readModels.open(interactions, minPosition === undefined ? {} : { minPosition });
    const found = await model.get(id);
    if (!found) throw new InteractionError('interaction-not-found', `there is no interaction ${id}`);
    const { _id, status: _status, details, ...interaction } = found;
    return { id: _id, ...interaction, ...details };
  }
}
