import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Logger,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  EVENT_STORE,
  EventCodec,
  type EventStore,
  ProjectionRunner,
  READ_STORE,
  type ReadStore,
} from '../event-sourcing/index.js';
import { type BoundedContext } from './bounded-context.js';
import { CLOCK } from './tokens.js';

const log = new Logger('projector');

/** Runs the projections and reactions of all contexts, from the app's start until before its stores are closed. */
@Module({})
export class ProjectionModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly projections: ProjectionRunner) {}

  static of(contexts: readonly BoundedContext[]): DynamicModule {
    return {
      module: ProjectionModule,
      providers: [
        {
          provide: ProjectionRunner,
          inject: [EVENT_STORE, READ_STORE, EventCodec, CLOCK],
          useFactory: (eventStore: EventStore, readStore: ReadStore, codec: EventCodec, now: () => Date) =>
            new ProjectionRunner({
              eventStore,
              readStore,
              codec,
              projections: contexts.flatMap(({ projections }) => projections),
              now,
              owner: randomUUID(),
              onError: (error) => {
                log.error(error);
              },
            }),
        },
      ],
      exports: [ProjectionRunner],
    };
  }

  onApplicationBootstrap(): void {
    this.projections.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.projections.stop();
  }
}
