import { type DynamicModule, Module } from '@nestjs/common';
import { type DossierConfig } from '../../libs/platform/index.js';
import { composed } from '../composition.js';

/** HTTP out: answers from read models, and audits from the log. */
@Module({})
export class QueryApiModule {
  static forRoot(config: DossierConfig): DynamicModule {
    return composed(QueryApiModule, config, {
      controllers: ({ queryControllers }) => queryControllers,
      providers: ({ queryHandlers }) => queryHandlers,
    });
  }
}
