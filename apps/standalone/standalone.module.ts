import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBatchModule } from '../../libs/platform/batch/command-batch.module.js';
import { type BoundedContext, commandControllersOf, type DossierConfig } from '../../libs/platform/index.js';
import { ProjectionModule } from '../../libs/platform/projection.module.js';
import { composed } from '../composition.js';
import { ProjectorThread } from './projector.thread.js';

/** Commands, queries and projections in one process. */
@Module({})
export class StandaloneModule {
  /** What `npm start` runs: projections in a thread beside the one that answers requests. */
  static forRoot(config: DossierConfig, contexts?: readonly BoundedContext[]): DynamicModule {
    return standalone(config, () => ProjectorThread.of(config), contexts);
  }

  /** For a program that asks its own projections to catch up, and has nobody else to answer meanwhile. */
  static inOneThread(
    config: DossierConfig,
    contexts?: readonly BoundedContext[],
    now?: () => Date,
  ): DynamicModule {
    return standalone(config, (all) => ProjectionModule.of(all), contexts, now);
  }
}

const standalone = (
  config: DossierConfig,
  projector: (contexts: readonly BoundedContext[]) => DynamicModule,
  contexts?: readonly BoundedContext[],
  now?: () => Date,
): DynamicModule =>
  composed(
    StandaloneModule,
    config,
    {
      controllers: (context) => [...commandControllersOf(context), ...(context.queryControllers ?? [])],
      providers: ({ commands, queryHandlers = [] }) => [...(commands?.handlers ?? []), ...queryHandlers],
      imports: (all) => [{ module: CommandBatchModule }, projector(all)],
    },
    contexts,
    now,
  );
