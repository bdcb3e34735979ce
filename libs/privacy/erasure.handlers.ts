import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { customerStanding } from '../customers/customers.published.js';
import { type Check, type CommandAccepted, CommandEngine, Remains } from '../event-sourcing/core.js';
import {
  CarryOutErasure,
  type ErasureCommand,
  FileStreamKey,
  OverwriteRemains,
  RecordReadModelsPurged,
  RecordRemainsOverwritten,
  RequestErasure,
} from './erasure.commands.js';
import { erasureDecider, type ErasureState } from './erasure.decider.js';
import { ErasureWork } from './erasure.work.js';
import { PrivacyError } from './privacy.errors.js';

/** There must be such a customer. One that is erased has been asked for already. */
const erasureCheck: Check<ErasureState, ErasureCommand> = async (command, _state, read) => {
  const { status } = await read(customerStanding, command.id);
  if (status === 'unknown')
    throw new PrivacyError('customer-not-found', `there is no customer ${command.id}`);
  return command;
};

/**
 * Records the request, then carries it out. A process that dies in between leaves the rest to the reaction. The answer's
 * position is that of the customer's erasure, so that a query can wait until a read model has passed it.
 */
@CommandHandler(RequestErasure)
export class RequestErasureHandler implements ICommandHandler<RequestErasure, CommandAccepted> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly work: ErasureWork,
  ) {}

  async execute(command: RequestErasure): Promise<CommandAccepted> {
    const { id, data, envelope } = command;
    const accepted = await this.engine.handle(erasureDecider, command, erasureCheck);
    const { position } = await this.work.carryOut(id, data.caseReference, envelope);
    return { ...accepted, position };
  }
}

@CommandHandler(CarryOutErasure)
export class CarryOutErasureHandler implements ICommandHandler<CarryOutErasure, CommandAccepted> {
  constructor(private readonly work: ErasureWork) {}

  execute({ id, data, envelope }: CarryOutErasure): Promise<CommandAccepted> {
    return this.work.carryOut(id, data.caseReference, envelope);
  }
}

@CommandHandler(RecordReadModelsPurged)
export class RecordReadModelsPurgedHandler implements ICommandHandler<
  RecordReadModelsPurged,
  CommandAccepted
> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly work: ErasureWork,
  ) {}

  async execute(command: RecordReadModelsPurged): Promise<CommandAccepted> {
    await this.work.purged(command.data.position);
    return this.engine.handle(erasureDecider, command);
  }
}

@CommandHandler(OverwriteRemains)
export class OverwriteRemainsHandler implements ICommandHandler<OverwriteRemains, CommandAccepted> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly remains: Remains,
  ) {}

  async execute({ id, data: { position }, envelope }: OverwriteRemains): Promise<CommandAccepted> {
    const { beganAt, stores } = await this.remains.overwritten(position);
    return this.engine.handle(
      erasureDecider,
      new RecordRemainsOverwritten(id, { beganAt, stores }, envelope),
    );
  }
}

/** Appends nothing: the answer says where the event stands that asked for it. */
@CommandHandler(FileStreamKey)
export class FileStreamKeyHandler implements ICommandHandler<FileStreamKey, CommandAccepted> {
  constructor(private readonly work: ErasureWork) {}

  async execute({ id, data: { stream, revision, position } }: FileStreamKey): Promise<CommandAccepted> {
    await this.work.fileKey(stream, id);
    return { id, revision, position, outcome: 'unchanged' };
  }
}

export const erasureHandlers = [
  RequestErasureHandler,
  CarryOutErasureHandler,
  RecordReadModelsPurgedHandler,
  OverwriteRemainsHandler,
  FileStreamKeyHandler,
];
