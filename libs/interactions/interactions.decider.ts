import { type Decider } from '../event-sourcing/core.js';
import { expire } from './decisions/expiry.js';
import { recordFeedback } from './decisions/feedback.js';
import { completeFollowUp, markFollowUpOverdue, scheduleFollowUp } from './decisions/follow-ups.js';
import { correct, record } from './decisions/recording.js';
import { type InteractionCommand } from './interactions.commands.js';
import { InteractionError } from './interactions.errors.js';
import { type InteractionEvent, interactionEvents } from './interactions.events.js';
import { evolve, type Interaction } from './interactions.state.js';

const decide = (command: InteractionCommand, interaction: Interaction): InteractionEvent[] => {
  if (command.type === 'RecordInteraction') return record(command, interaction);
  if (interaction.status === 'unknown')
    throw new InteractionError('interaction-not-found', `there is no interaction ${command.id}`);
  if (command.type === 'ExpireInteraction') return expire(command, interaction);
  if (interaction.status === 'expired') {
    if (command.type === 'MarkFollowUpOverdue') return [];
    throw new InteractionError('interaction-expired', `interaction ${command.id} has expired`);
  }
  switch (command.type) {
    case 'CorrectInteraction':
      return correct(command, interaction);
    case 'ScheduleFollowUp':
      return scheduleFollowUp(command, interaction);
    case 'CompleteFollowUp':
      return completeFollowUp(command, interaction);
    case 'MarkFollowUpOverdue':
      return markFollowUpOverdue(command, interaction);
    case 'RecordFeedback':
      return recordFeedback(command, interaction);
  }
};

export const interactionDecider: Decider<Interaction, InteractionCommand, InteractionEvent> = {
  category: 'interaction',
  events: interactionEvents,
  initial: { status: 'unknown' },
  decide,
  evolve,
  made: ({ type, data }) => (type === 'FollowUpScheduled' ? { followUpId: data.followUpId } : undefined),
};
