import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandAccepted, CommandEngine } from '../../event-sourcing/core.js';
import { FitLifetimeValue, RecordLifetimeValueFit } from './lifetime-value.commands.js';
import { lifetimeValueDecider } from './lifetime-value.decider.js';
import { LifetimeValueMeasurement } from './lifetime-value.measurement.js';

/**
 * Measures first, then records. What is recorded decides nothing, so it may come from read models; it says up to which
 * position they had come. A repeated command is measured again in vain, and answered with the fit that it made.
 */
@CommandHandler(FitLifetimeValue)
export class FitLifetimeValueHandler implements ICommandHandler<FitLifetimeValue, CommandAccepted> {
  constructor(
    private readonly engine: CommandEngine,
    private readonly measurement: LifetimeValueMeasurement,
  ) {}

  async execute(command: FitLifetimeValue): Promise<CommandAccepted> {
    const fit = await this.measurement.of(command);
    return this.engine.handle(
      lifetimeValueDecider,
      new RecordLifetimeValueFit(command.id, fit, command.envelope),
    );
  }
}
