import { Inject, Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandAccepted, CommandEngine, DomainError, type OpenKeys } from '../event-sourcing/core.js';
import { KEYS } from '../event-sourcing/nest.js';
import { customerCheck } from './customers.check.js';
import { AddContactPoint } from './contact-points.commands.js';
import { customerDecider } from './customers.decider.js';
import { reachedBy, type Written } from './decisions/contact-points.js';
import { suppressionDecider } from './suppressions.decider.js';
import { addressText, SUPPRESSIONS } from './suppressions.published.js';

/** Knows which addresses are those of persons who were erased. */
@Injectable()
export class Suppressions {
  constructor(
    private readonly engine: CommandEngine,
    @Inject(KEYS) private readonly keys: OpenKeys,
  ) {}

  /** The contact points that a command brings, with those flagged that are suppressed; nothing where it brings none. */
  async flaggedAll<W extends Written>(
    written: readonly W[] | undefined,
  ): Promise<{ readonly contactPoints?: readonly W[] }> {
    return written ? { contactPoints: await Promise.all(written.map((point) => this.flagged(point))) } : {};
  }

  async flagged<W extends Written>(written: W): Promise<W> {
    const { keys } = this.keys;
    const address = addressIn(written);
    if (!keys || !address) return written;
    const id = await keys.keyedHash(SUPPRESSIONS, addressText(address));
    const { suppressed } = await this.engine.read(suppressionDecider, id);
    return suppressed ? { ...written, suppressed } : written;
  }
}

/** Undefined: it is none, which the decider says. */
const addressIn = (written: Written): ReturnType<typeof reachedBy> | undefined => {
  try {
    return reachedBy(written);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
};

@CommandHandler(AddContactPoint)
export class AddContactPointHandler implements ICommandHandler<AddContactPoint, CommandAccepted> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly suppressions: Suppressions,
  ) {}

  async execute({ id, data, envelope }: AddContactPoint): Promise<CommandAccepted> {
    const flagged = new AddContactPoint(id, await this.suppressions.flagged(data), envelope);
    return this.engine.handle(customerDecider, flagged, customerCheck);
  }
}
