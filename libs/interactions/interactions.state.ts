import { type Feedback, type InteractionDetails, type InteractionEvent } from './interactions.events.js';

export interface FollowUp {
  readonly id: string;
  readonly scheduledAt: string;
  readonly dueAt: string;
  readonly agent?: string;
  readonly completedAt?: string;
  /** When it became overdue; absent when it hasn't. */
  readonly overdueSince?: string;
}

export interface RecordedInteraction {
  /** `expired`: what was said is forgotten, by a rule of retention. */
  readonly status: 'recorded' | 'expired';
  readonly customerId: string;
  readonly happenedAt: string;
  readonly details: InteractionDetails;
  readonly followUps: readonly FollowUp[];
  readonly feedback?: Feedback;
  readonly expiredAt?: string;
}

/** What took place, without what was said. */
export const withoutTheTexts = <I extends Pick<RecordedInteraction, 'details' | 'feedback'>>(
  interaction: I,
): I => {
  const { subject: _subject, content: _content, attachments: _attachments, ...details } = interaction.details;
  if (interaction.feedback === undefined) return { ...interaction, details };
  const { comment: _comment, ...feedback } = interaction.feedback;
  return { ...interaction, details, feedback };
};

export type Interaction = { readonly status: 'unknown' } | RecordedInteraction;

const evolveRecorded = (
  interaction: RecordedInteraction,
  event: Exclude<InteractionEvent, { type: 'InteractionRecorded' }>,
): RecordedInteraction => {
  const { followUps } = interaction;
  switch (event.type) {
    case 'InteractionCorrected': {
      const {
        interactionId: _id,
        customerId: _customerId,
        occurredAt: _at,
        superseded: _superseded,
        happenedAt = interaction.happenedAt,
        ...changes
      } = event.data;
      return { ...interaction, happenedAt, details: { ...interaction.details, ...changes } };
    }
    case 'FollowUpScheduled': {
      const { followUpId: id, occurredAt: scheduledAt, dueAt, agent } = event.data;
      const followUp = { id, scheduledAt, dueAt, ...(agent === undefined ? {} : { agent }) };
      return { ...interaction, followUps: [...followUps, followUp] };
    }
    case 'FollowUpCompleted': {
      const { followUpId, occurredAt: completedAt } = event.data;
      return {
        ...interaction,
        followUps: followUps.map((one) => (one.id === followUpId ? { ...one, completedAt } : one)),
      };
    }
    case 'FollowUpOverdue': {
      const { followUpId, occurredAt: overdueSince } = event.data;
      return {
        ...interaction,
        followUps: followUps.map((one) => (one.id === followUpId ? { ...one, overdueSince } : one)),
      };
    }
    case 'FeedbackRecorded': {
      const { csat, nps, comment } = event.data;
      return {
        ...interaction,
        feedback: {
          ...(csat === undefined ? {} : { csat }),
          ...(nps === undefined ? {} : { nps }),
          ...(comment === undefined ? {} : { comment }),
        },
      };
    }
    case 'InteractionExpired':
      return { ...withoutTheTexts(interaction), status: 'expired', expiredAt: event.data.occurredAt };
  }
};

export const evolve = (interaction: Interaction, event: InteractionEvent): Interaction => {
  if (event.type !== 'InteractionRecorded')
    return interaction.status === 'unknown' ? interaction : evolveRecorded(interaction, event);
  const {
    interactionId: _id,
    customerId,
    occurredAt: happenedAt,
    processingRestricted: _restricted,
    ...details
  } = event.data;
  return { status: 'recorded', customerId, happenedAt, details, followUps: [] };
};
