import { type DynamicModule, Module } from '@nestjs/common';
import { type DossierConfig } from '../../libs/platform/index.js';
import { ProjectionModule } from '../../libs/platform/projection.module.js';
import { composed } from '../composition.js';

/** The worker: runs the projections and, with the command handlers in process, the reactions of every context. */
@Module({})
export class ProjectorModule {
  static forRoot(config: DossierConfig): DynamicModule {
    return composed(ProjectorModule, config, {
      providers: ({ commands }) => commands?.handlers ?? [],
      imports: (contexts) => [ProjectionModule.of(contexts)],
    });
  }
}
