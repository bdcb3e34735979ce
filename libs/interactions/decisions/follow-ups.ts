import { createdIdFor } from '../../event-sourcing/core.js';
import {
  type CompleteFollowUp,
  type MarkFollowUpOverdue,
  type ScheduleFollowUp,
} from '../interactions.commands.js';
import { InteractionError } from '../interactions.errors.js';
import { type InteractionEvent } from '../interactions.events.js';
import { type FollowUp, type RecordedInteraction } from '../interactions.state.js';

/** How many follow-ups one interaction can have: its state holds them all. */
const LIMIT = 100;

export const scheduleFollowUp = (
  { id, data, envelope }: ScheduleFollowUp,
  { customerId, details, followUps }: RecordedInteraction,
): InteractionEvent[] => {
  if (followUps.length >= LIMIT)
    throw new InteractionError('limit-reached', `an interaction can have at most ${LIMIT} follow-ups`);
  const { commandId, occurredAt } = envelope;
  const { dueAt, note, agent = details.agent } = data;
  return [
    {
      type: 'FollowUpScheduled',
      data: {
        interactionId: id,
        customerId,
        occurredAt,
        followUpId: createdIdFor(commandId, 'follow-up', id),
        channel: details.channel,
        dueAt: new Date(dueAt).toISOString(),
        ...(note === undefined ? {} : { note }),
        ...(agent === undefined ? {} : { agent }),
      },
    },
  ];
};

const followUpOf = (id: string, followUps: readonly FollowUp[], followUpId: string): FollowUp => {
  const followUp = followUps.find((one) => one.id === followUpId);
  if (!followUp)
    throw new InteractionError('follow-up-not-found', `interaction ${id} has no follow-up ${followUpId}`);
  return followUp;
};

export const completeFollowUp = (
  { id, data, envelope }: CompleteFollowUp,
  { customerId, details, followUps }: RecordedInteraction,
): InteractionEvent[] => {
  const { occurredAt } = envelope;
  const { followUpId, note } = data;
  const followUp = followUpOf(id, followUps, followUpId);
  if (followUp.completedAt !== undefined) return [];
  if (occurredAt < followUp.scheduledAt) {
    throw new InteractionError(
      'occurred-before-last',
      `scheduled at ${followUp.scheduledAt}, the follow-up can't have been completed at ${occurredAt}`,
    );
  }
  return [
    {
      type: 'FollowUpCompleted',
      data: {
        interactionId: id,
        customerId,
        occurredAt,
        followUpId,
        channel: details.channel,
        ...(note === undefined ? {} : { note }),
      },
    },
  ];
};

export const markFollowUpOverdue = (
  { id, data, envelope }: MarkFollowUpOverdue,
  { customerId, details, followUps }: RecordedInteraction,
): InteractionEvent[] => {
  const { occurredAt } = envelope;
  const { followUpId } = data;
  const { dueAt, agent, completedAt, overdueSince } = followUpOf(id, followUps, followUpId);
  if (completedAt !== undefined || overdueSince !== undefined) return [];
  return [
    {
      type: 'FollowUpOverdue',
      data: {
        interactionId: id,
        customerId,
        occurredAt,
        followUpId,
        channel: details.channel,
        dueAt,
        ...(agent === undefined ? {} : { agent }),
      },
    },
  ];
};
