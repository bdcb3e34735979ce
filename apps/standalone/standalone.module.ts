import { type DynamicModule, Module } from '@nestjs/common';
import { type DossierConfig } from '../../libs/platform/index.js';
import { ProjectionModule } from '../../libs/platform/projection.module.js';
import { composed } from '../composition.js';

/** Commands, queries and projections in one process: what `npm start` runs. */
@Module({})
export class StandaloneModule {
  static forRoot(config: DossierConfig): DynamicModule {
    return composed(StandaloneModule, config, {
      controllers: ({ commandControllers, queryControllers }) => [...commandControllers, ...queryControllers],
      providers: ({ commandHandlers, queryHandlers }) => [...commandHandlers, ...queryHandlers],
      imports: (contexts) => [ProjectionModule.of(contexts)],
    });
  }
}
