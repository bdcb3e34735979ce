import { Body } from '@nestjs/common';
import { type CommandAccepted } from '../event-sourcing/core.js';
import { CommandController, CommandSender, Id, type Sender, SentBy, Takes } from '../platform/index.js';
import {
  CompleteFollowUp,
  CompleteFollowUpBody,
  CorrectInteraction,
  CorrectInteractionBody,
  RecordFeedback,
  RecordFeedbackBody,
  RecordInteraction,
  RecordInteractionBody,
  ScheduleFollowUp,
  ScheduleFollowUpBody,
} from './interactions.commands.js';
import { type InteractionErrorCode } from './interactions.errors.js';

const problems = {
  'interaction-not-found': 404,
  'interaction-already-recorded': 409,
  'customer-not-found': 404,
  'deal-not-found': 404,
  'deal-without-customer': 422,
  'deal-of-another-customer': 422,
  'happened-after-correction': 422,
  'follow-up-not-found': 404,
  'occurred-before-last': 422,
  'feedback-empty': 422,
  'limit-reached': 422,
} satisfies Record<InteractionErrorCode, number>;

@CommandController('interactions', problems)
export class InteractionCommandController {
  constructor(private readonly commands: CommandSender) {}

  @Takes(RecordInteraction)
  record(@Body() body: RecordInteractionBody, @SentBy() sender: Sender): Promise<CommandAccepted> {
    return this.commands.send(RecordInteraction, body, sender);
  }

  @Takes(CorrectInteraction, ':id/corrections')
  correct(@Id() id: string, @Body() body: CorrectInteractionBody, @SentBy() sender: Sender) {
    return this.commands.send(CorrectInteraction, body, sender, id);
  }

  @Takes(ScheduleFollowUp, ':id/follow-ups')
  scheduleFollowUp(@Id() id: string, @Body() body: ScheduleFollowUpBody, @SentBy() sender: Sender) {
    return this.commands.send(ScheduleFollowUp, body, sender, id);
  }

  @Takes(CompleteFollowUp, ':id/follow-up-completions')
  completeFollowUp(@Id() id: string, @Body() body: CompleteFollowUpBody, @SentBy() sender: Sender) {
    return this.commands.send(CompleteFollowUp, body, sender, id);
  }

  @Takes(RecordFeedback, ':id/feedback')
  recordFeedback(@Id() id: string, @Body() body: RecordFeedbackBody, @SentBy() sender: Sender) {
    return this.commands.send(RecordFeedback, body, sender, id);
  }
}
