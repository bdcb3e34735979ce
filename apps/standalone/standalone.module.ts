import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBatchModule } from '../../libs/platform/batch/command-batch.module.js';
import { type BoundedContext, type DossierConfig } from '../../libs/platform/index.js';
import { ProjectionModule } from '../../libs/platform/projection.module.js';
import { composed } from '../composition.js';
import { ProjectorThread } from './projector.thread.js';

/** Commands, queries and projections in one process. */
@Module({})
export class StandaloneModule {
  /** What `npm start` runs: projections in a thread beside the one that answers requests. */
  static forRoot(config: DossierConfig): DynamicModule {
    return standalone(config, () => ProjectorThread.of(config));
  }

  /** For a program that asks its own projections to catch up, and has nobody else to answer meanwhile. */
  static inOneThread(config: DossierConfig): DynamicModule {
    return standalone(config, (contexts) => ProjectionModule.of(contexts));
  }
}

const standalone = (
  config: DossierConfig,
  projector: (contexts: readonly BoundedContext[]) => DynamicModule,
): DynamicModule =>
  composed(StandaloneModule, config, {
    controllers: ({ commandControllers, queryControllers }) => [...commandControllers, ...queryControllers],
    providers: ({ commandHandlers, queryHandlers }) => [...commandHandlers, ...queryHandlers],
    imports: (contexts) => [{ module: CommandBatchModule }, projector(contexts)],
  });
