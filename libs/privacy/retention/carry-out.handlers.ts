import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandAccepted, CommandEngine, LATEST, Remains } from '../../event-sourcing/core.js';
import { ErasureWork } from '../erasure.work.js';
import { PrivacyError } from '../privacy.errors.js';
import {
  CarryOutRetention,
  OverwriteRetentionRemains,
  PlanRetentionStep,
  RecordRetentionRemainsOverwritten,
  RecordRetentionStepPlanned,
  RecordRetentionStepTaken,
  RequestRetentionCarryOut,
  TakeRetentionStep,
} from './carry-out.commands.js';
import { carryOutDecider } from './carry-out.decider.js';
import { CarryOutWork } from './carry-out.work.js';
import { RetentionDue } from './retention-due.js';

/** Records what was asked for; the reaction carries it out. A repetition is answered whatever is due by then. */
@CommandHandler(CarryOutRetention)
export class CarryOutRetentionHandler implements ICommandHandler<CarryOutRetention, CommandAccepted> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly due: RetentionDue,
  ) {}

  /** @throws PrivacyError `rule-not-found`, `as-of-in-future`, `more-due-than-expected` */
  execute({ id, data: { rule, asOf, expected }, envelope }: CarryOutRetention): Promise<CommandAccepted> {
    const asked = { rule, subject: '', asOf, cutoff: '', before: '', expected };
    return this.engine.handle(
      carryOutDecider,
      new RequestRetentionCarryOut(id, asked, envelope),
      async (command) => {
        const found = this.due.ruleAsOf(rule, asOf);
        const { due } = await this.due.countsOf(found, LATEST);
        if (due > expected) {
          throw new PrivacyError(
            'more-due-than-expected',
            `${due} are due by the rule as of ${asOf}, and ${expected} were expected: list them anew`,
          );
        }
        const { cutoff, before } = found;
        const subject = found.subject.name;
        return new RequestRetentionCarryOut(id, { ...asked, subject, cutoff, before }, command.envelope);
      },
    );
  }
}

@CommandHandler(PlanRetentionStep)
export class PlanRetentionStepHandler implements ICommandHandler<PlanRetentionStep, CommandAccepted> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly work: CarryOutWork,
  ) {}

  async execute({ id, envelope }: PlanRetentionStep): Promise<CommandAccepted> {
    const planned = await this.work.plan(id);
    return this.engine.handle(carryOutDecider, new RecordRetentionStepPlanned(id, planned, envelope));
  }
}

@CommandHandler(TakeRetentionStep)
export class TakeRetentionStepHandler implements ICommandHandler<TakeRetentionStep, CommandAccepted> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly work: CarryOutWork,
  ) {}

  async execute({ id, envelope }: TakeRetentionStep): Promise<CommandAccepted> {
    const taken = await this.work.take(id, envelope);
    return this.engine.handle(carryOutDecider, new RecordRetentionStepTaken(id, taken, envelope));
  }
}

@CommandHandler(OverwriteRetentionRemains)
export class OverwriteRetentionRemainsHandler implements ICommandHandler<
  OverwriteRetentionRemains,
  CommandAccepted
> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly erasures: ErasureWork,
    private readonly remains: Remains,
  ) {}

  async execute({ id, data: { position }, envelope }: OverwriteRetentionRemains): Promise<CommandAccepted> {
    await this.erasures.purged(position);
    const { beganAt, stores } = await this.remains.overwritten(position);
    return this.engine.handle(
      carryOutDecider,
      new RecordRetentionRemainsOverwritten(id, { beganAt, stores, position }, envelope),
    );
  }
}

export const carryOutHandlers = [
  CarryOutRetentionHandler,
  PlanRetentionStepHandler,
  TakeRetentionStepHandler,
  OverwriteRetentionRemainsHandler,
];
