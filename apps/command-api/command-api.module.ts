import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBatchModule } from '../../libs/platform/batch/command-batch.module.js';
import { commandControllersOf, type DossierConfig } from '../../libs/platform/index.js';
import { composed } from '../composition.js';

/** HTTP in: takes commands, appends events. */
@Module({})
export class CommandApiModule {
  static forRoot(config: DossierConfig): DynamicModule {
    return composed(CommandApiModule, config, {
      controllers: commandControllersOf,
      providers: ({ commands }) => commands?.handlers ?? [],
      imports: () => [{ module: CommandBatchModule }],
    });
  }
}
