import { DomainCommand, type Position, type RemainsRun } from '../../event-sourcing/core.js';
import {
  CommandBody,
  type CommandOf,
  Day,
  internal,
  type readModelProblems,
  routesWith,
  Text,
  Whole,
} from '../../platform/index.js';
import { type PrivacyErrorCode } from '../privacy.errors.js';
import { type RetentionCarryOutRequested, type RetentionStepTaken } from './carry-out.events.js';

export class CarryOutBody extends CommandBody {
  @Text({ max: 200, description: 'The rule, as it is listed', example: 'interactions older than 3 years' })
  readonly rule: string;

  @Day({ description: 'As of which day it is listed; never in the future' })
  readonly asOf: string;

  @Whole({ min: 1, max: 10_000_000, description: 'How much is due, as it was listed: no more is let go of' })
  readonly expected: number;
}

/** `id` is the carry-out's, here and below. */
export class CarryOutRetention extends DomainCommand<CarryOutBody> {
  static readonly body = CarryOutBody;
  static readonly creates = true;
  readonly type = 'CarryOutRetention';
}

/** What was asked for, with the days that the rule comes to. */
export class RequestRetentionCarryOut extends DomainCommand<
  Omit<RetentionCarryOutRequested['data'], 'carryOutId' | 'occurredAt'>
> {
  static readonly creates = true;
  readonly type = 'RequestRetentionCarryOut';
}

/** Lists what is next. */
export class PlanRetentionStep extends DomainCommand {
  readonly type = 'PlanRetentionStep';
}

export class RecordRetentionStepPlanned extends DomainCommand<{
  readonly ids: readonly string[];
  readonly cursor?: string;
}> {
  readonly type = 'RecordRetentionStepPlanned';
}

/** Lets go of what was planned last, as far as it is still due. */
export class TakeRetentionStep extends DomainCommand {
  readonly type = 'TakeRetentionStep';
}

export class RecordRetentionStepTaken extends DomainCommand<
  Pick<RetentionStepTaken['data'], 'carriedOut' | 'skipped'>
> {
  readonly type = 'RecordRetentionStepTaken';
}

/** What was let go of until `position` is overwritten in the stores' files. */
export class OverwriteRetentionRemains extends DomainCommand<{ readonly position: Position }> {
  readonly type = 'OverwriteRetentionRemains';
}

export class RecordRetentionRemainsOverwritten extends DomainCommand<
  Pick<RemainsRun, 'beganAt' | 'stores'> & { readonly position: Position }
> {
  readonly type = 'RecordRetentionRemainsOverwritten';
}

const route = routesWith<PrivacyErrorCode | keyof typeof readModelProblems>();

export const carryOutCommands = [
  route('due/carry-outs', CarryOutRetention, {
    about:
      'Lets go of what is due by a rule of retention: erases customers, and what interactions tell about them. It goes on after ' +
      'the answer; each is looked at again before, and left where somebody was in touch since or something holds it back. ' +
      'Refuses when more is due than was expected.',
    refuses: [
      'rule-not-found',
      'as-of-in-future',
      'more-due-than-expected',
      'read-model-behind',
      'read-model-building',
      'read-store-unavailable',
    ],
    scope: 'crm:admin',
    example: { rule: 'interactions older than 3 years', asOf: '2026-03-31', expected: 12 },
  }),
  internal(RequestRetentionCarryOut),
  internal(PlanRetentionStep),
  internal(RecordRetentionStepPlanned),
  internal(TakeRetentionStep),
  internal(RecordRetentionStepTaken),
  internal(OverwriteRetentionRemains),
  internal(RecordRetentionRemainsOverwritten),
] as const;

/** Those that are decided on the carry-out's stream. */
export type CarryOutCommand = Exclude<
  CommandOf<typeof carryOutCommands>,
  CarryOutRetention | PlanRetentionStep | TakeRetentionStep | OverwriteRetentionRemains
>;
