import { DomainCommand } from '../event-sourcing/core.js';
import {
  CommandBody,
  type CommandOf,
  exampleIds,
  Instant,
  internal,
  ListOf,
  OneOf,
  routesWith,
  Text,
  Uuid,
  Whole,
} from '../platform/index.js';
import { type InteractionErrorCode } from './interactions.errors.js';
import { type Channel, channels, type Direction, directions } from './interactions.events.js';

class AttachmentBody {
  @Text({ max: 300 })
  readonly name: string;

  @Text({ max: 2000, description: 'Where the file is: a URL, or the key of another system' })
  readonly reference: string;

  @Text({ max: 200, optional: true, example: 'application/pdf' })
  readonly mediaType?: string;
}

class DetailsBody extends CommandBody {
  @Whole({ min: 0, max: 31_536_000, optional: true })
  readonly durationSeconds?: number;

  @Text({ max: 500, optional: true })
  readonly subject?: string;

  @Text({ max: 100_000, optional: true })
  readonly content?: string;

  @Text({ max: 200, optional: true, description: 'Who of us took part' })
  readonly agent?: string;

  @ListOf(() => AttachmentBody, { max: 50, optional: true })
  readonly attachments?: readonly AttachmentBody[];

  @Uuid({ optional: true, description: 'The deal it was about' })
  readonly dealId?: string;
}

export class RecordInteractionBody extends DetailsBody {
  @Uuid()
  readonly customerId: string;

  @OneOf(channels)
  readonly channel: Channel;

  @OneOf(directions)
  readonly direction: Direction;

  /** Found out before the command is decided, never sent. */
  declare readonly processingRestricted?: true;
}

export class RecordInteraction extends DomainCommand<RecordInteractionBody> {
  static readonly body = RecordInteractionBody;
  static readonly creates = true;
  readonly type = 'RecordInteraction';
}

export class CorrectInteractionBody extends DetailsBody {
  @OneOf(channels, { optional: true })
  readonly channel?: Channel;

  @OneOf(directions, { optional: true })
  readonly direction?: Direction;

  @Instant({ optional: true, description: 'When the interaction took place, if that was wrong' })
  readonly happenedAt?: string;
}

export class CorrectInteraction extends DomainCommand<CorrectInteractionBody> {
  static readonly body = CorrectInteractionBody;
  readonly type = 'CorrectInteraction';
}

export class ScheduleFollowUpBody extends CommandBody {
  @Instant({ description: 'By when somebody is to come back to the customer' })
  readonly dueAt: string;

  @Text({ max: 2000, optional: true })
  readonly note?: string;

  @Text({ max: 200, optional: true, description: "Whose task it is; the interaction's agent when absent" })
  readonly agent?: string;
}

export class ScheduleFollowUp extends DomainCommand<ScheduleFollowUpBody> {
  static readonly body = ScheduleFollowUpBody;
  readonly type = 'ScheduleFollowUp';
}

export class CompleteFollowUpBody extends CommandBody {
  @Uuid()
  readonly followUpId: string;

  @Text({ max: 2000, optional: true })
  readonly note?: string;
}

export class CompleteFollowUp extends DomainCommand<CompleteFollowUpBody> {
  static readonly body = CompleteFollowUpBody;
  readonly type = 'CompleteFollowUp';
}

/** The timer of follow-ups sends it, and nobody else. */
export class MarkFollowUpOverdue extends DomainCommand<{ readonly followUpId: string }> {
  readonly type = 'MarkFollowUpOverdue';
}

/** A rule of retention that is carried out sends it, and nobody else. */
export class ExpireInteraction extends DomainCommand<{ readonly caseReference: string }> {
  readonly type = 'ExpireInteraction';
}

export class RecordFeedbackBody extends CommandBody {
  @Whole({ min: 1, max: 5, optional: true, description: 'Customer satisfaction (CSAT)' })
  readonly csat?: number;

  @Whole({ min: 0, max: 10, optional: true, description: 'Likelihood to recommend us (NPS)' })
  readonly nps?: number;

  @Text({ max: 10_000, optional: true })
  readonly comment?: string;
}

export class RecordFeedback extends DomainCommand<RecordFeedbackBody> {
  static readonly body = RecordFeedbackBody;
  readonly type = 'RecordFeedback';
}

const route = routesWith<InteractionErrorCode>();

export const interactionCommands = [
  route('', RecordInteraction, {
    about:
      'Records that we and a customer were in touch. Refuses when the customer or the deal is unknown, or when the deal is ' +
      'another customer’s.',
    refuses: [
      'interaction-already-recorded',
      'customer-not-found',
      'deal-not-found',
      'deal-without-customer',
      'deal-of-another-customer',
    ],
    example: {
      customerId: exampleIds.customer,
      channel: 'phone',
      direction: 'inbound',
      subject: 'Asks for an offer',
      content: 'Wants two machines by the summer.',
      agent: 'anna',
      durationSeconds: 540,
      occurredAt: '2026-03-01T10:15:00Z',
    },
  }),
  route(':id/corrections', CorrectInteraction, {
    about:
      'Corrects what was recorded; what is left out stays. History keeps what it said before. Refuses when there is no such interaction.',
    refuses: [
      'interaction-not-found',
      'interaction-expired',
      'deal-not-found',
      'deal-without-customer',
      'deal-of-another-customer',
      'happened-after-correction',
    ],
    example: { subject: 'Asks for an offer for three machines', happenedAt: '2026-03-01T10:10:00Z' },
  }),
  route(':id/follow-ups', ScheduleFollowUp, {
    about:
      'Says by when somebody is to come back to the customer. It is overdue when that time has passed. Refuses when there is no such interaction.',
    refuses: ['interaction-not-found', 'interaction-expired', 'limit-reached'],
    example: { dueAt: '2026-03-08T12:00:00Z', note: 'Send the offer', agent: 'anna' },
  }),
  route(':id/follow-up-completions', CompleteFollowUp, {
    about:
      'Says that a follow-up has been done. Does nothing when it was done already. Refuses one that there is not.',
    refuses: ['interaction-not-found', 'interaction-expired', 'follow-up-not-found', 'occurred-before-last'],
    example: { followUpId: exampleIds.followUp, note: 'Offer sent' },
  }),
  route(':id/feedback', RecordFeedback, {
    about:
      'Records what the customer thought of it: CSAT, NPS, a comment. Refuses when there is none of them.',
    refuses: ['interaction-not-found', 'interaction-expired', 'feedback-empty'],
    example: { csat: 5, nps: 9, comment: 'Quick and friendly' },
  }),
  internal(MarkFollowUpOverdue),
  internal(ExpireInteraction),
] as const;

export type InteractionCommand = CommandOf<typeof interactionCommands>;
