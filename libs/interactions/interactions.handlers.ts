import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { dealOwnership, objectionToDeal } from '../deals/deals.events.js';
import { type CommandAccepted, CommandEngine } from '../event-sourcing/core.js';
import { handlersOf } from '../event-sourcing/nest.js';
import {
  CompleteFollowUp,
  CorrectInteraction,
  MarkFollowUpOverdue,
  RecordFeedback,
  RecordInteraction,
  ScheduleFollowUp,
} from './interactions.commands.js';
import { interactionDecider } from './interactions.decider.js';
import { InteractionError } from './interactions.errors.js';

/** Whose a deal is, is settled once: no race with its attaching can make this wrong afterwards. */
const checkDeal = async (engine: CommandEngine, dealId: string, customerId: string): Promise<void> => {
  const objection = objectionToDeal(dealId, await engine.read(dealOwnership, dealId), customerId);
  if (objection) throw new InteractionError(objection.code, objection.message);
};

@CommandHandler(RecordInteraction)
export class RecordInteractionHandler implements ICommandHandler<RecordInteraction> {
  constructor(private readonly engine: CommandEngine) {}

  async execute(command: RecordInteraction): Promise<CommandAccepted> {
    const { customerId, dealId } = command.data;
    if (!(await this.engine.exists('customer', customerId)))
      throw new InteractionError('customer-not-found', `there is no customer ${customerId}`);
    return this.engine.handle(interactionDecider, command, async () => {
      if (dealId !== undefined) await checkDeal(this.engine, dealId, customerId);
    });
  }
}

@CommandHandler(CorrectInteraction)
export class CorrectInteractionHandler implements ICommandHandler<CorrectInteraction> {
  constructor(private readonly engine: CommandEngine) {}

  async execute(command: CorrectInteraction): Promise<CommandAccepted> {
    const { dealId } = command.data;
    return this.engine.handle(interactionDecider, command, async (interaction) => {
      if (dealId !== undefined && interaction.status === 'recorded')
        await checkDeal(this.engine, dealId, interaction.customerId);
    });
  }
}

export const interactionHandlers = [
  RecordInteractionHandler,
  CorrectInteractionHandler,
  ...handlersOf(interactionDecider, [
    ScheduleFollowUp,
    CompleteFollowUp,
    MarkFollowUpOverdue,
    RecordFeedback,
  ]),
];
