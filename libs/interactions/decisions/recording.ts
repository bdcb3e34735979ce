import { changesTo } from '../../event-sourcing/core.js';
import { type CorrectInteraction, type RecordInteraction } from '../interactions.commands.js';
import { InteractionError } from '../interactions.errors.js';
import {
  type InteractionDetails,
  type InteractionEvent,
  type InteractionFigures,
} from '../interactions.events.js';
import { type Interaction, type RecordedInteraction } from '../interactions.state.js';

/** Attachments as plain objects; an empty list of them is left out. */
const stored = <D extends Partial<InteractionDetails>>({ attachments, ...details }: D) => ({
  ...details,
  ...(attachments?.length ? { attachments: attachments.map((attachment) => ({ ...attachment })) } : {}),
});

export const record = (
  { id, data, envelope }: RecordInteraction,
  interaction: Interaction,
): InteractionEvent[] => {
  if (interaction.status !== 'unknown')
    throw new InteractionError('interaction-already-recorded', `interaction ${id} is there already`);
  const { occurredAt } = envelope;
  const { occurredAt: _at, ...details } = data;
  return [{ type: 'InteractionRecorded', data: { ...stored(details), interactionId: id, occurredAt } }];
};

const figuresOf = ({ happenedAt, details }: RecordedInteraction): InteractionFigures => {
  const { channel, direction, durationSeconds, agent } = details;
  return {
    happenedAt,
    channel,
    direction,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(agent === undefined ? {} : { agent }),
  };
};

export const correct = (
  { id, data, envelope }: CorrectInteraction,
  interaction: RecordedInteraction,
): InteractionEvent[] => {
  const { occurredAt } = envelope;
  const { occurredAt: _at, happenedAt: asked, ...details } = data;
  const happenedAt = asked === undefined ? interaction.happenedAt : new Date(asked).toISOString();
  if (happenedAt > occurredAt) {
    throw new InteractionError(
      'happened-after-correction',
      `corrected at ${occurredAt}, the interaction can't have happened later, at ${happenedAt}`,
    );
  }
  const changes = {
    ...changesTo<InteractionDetails>(interaction.details, stored(details)),
    ...(happenedAt === interaction.happenedAt ? {} : { happenedAt }),
  };
  if (Object.keys(changes).length === 0) return [];
  const { customerId } = interaction;
  return [
    {
      type: 'InteractionCorrected',
      data: { interactionId: id, customerId, occurredAt, ...changes, superseded: figuresOf(interaction) },
    },
  ];
};
