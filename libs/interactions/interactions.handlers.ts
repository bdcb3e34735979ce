import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandAccepted, CommandEngine, handlersOf } from '../event-sourcing/index.js';
import {
  CompleteFollowUp,
  CorrectInteraction,
  RecordFeedback,
  RecordInteraction,
  ScheduleFollowUp,
} from './interactions.commands.js';
import { interactionDecider } from './interactions.decider.js';
import { InteractionError } from './interactions.errors.js';

const checkDeal = async (engine: CommandEngine, dealId: string | undefined): Promise<void> => {
  if (dealId !== undefined && !(await engine.exists('deal', dealId)))
    throw new InteractionError('deal-not-found', `there is no deal ${dealId}`);
};

@CommandHandler(RecordInteraction)
export class RecordInteractionHandler implements ICommandHandler<RecordInteraction> {
  constructor(private readonly engine: CommandEngine) {}

  async execute(command: RecordInteraction): Promise<CommandAccepted> {
    const { customerId, dealId } = command.data;
    if (!(await this.engine.exists('customer', customerId)))
      throw new InteractionError('customer-not-found', `there is no customer ${customerId}`);
    await checkDeal(this.engine, dealId);
    return this.engine.handle(interactionDecider, command);
  }
}

@CommandHandler(CorrectInteraction)
export class CorrectInteractionHandler implements ICommandHandler<CorrectInteraction> {
  constructor(private readonly engine: CommandEngine) {}

  async execute(command: CorrectInteraction): Promise<CommandAccepted> {
    await checkDeal(this.engine, command.data.dealId);
    return this.engine.handle(interactionDecider, command);
  }
}

export const interactionHandlers = [
  RecordInteractionHandler,
  CorrectInteractionHandler,
  ...handlersOf(interactionDecider, [ScheduleFollowUp, CompleteFollowUp, RecordFeedback]),
];
