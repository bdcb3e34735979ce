import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { CommandBus } from '@nestjs/cqrs';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Logger,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  type CommandAccepted,
  ConsumerGroup,
  type DomainCommand,
  embeddedFolderOf,
  EventCodec,
  type EventStore,
  Impediments,
  ProjectionRunner,
  ReactionRunner,
  type ReadStore,
  RepeatedFailures,
  storeNames,
  TimerRunner,
} from '../event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../event-sourcing/nest.js';
import { type BoundedContext, ofAll } from './bounded-context.js';
import { type DossierConfig } from './config/dossier.config.js';
import { failureLine } from './logging/failure.js';
import { CLOCK, CONFIG } from './tokens.js';

const log = new Logger('projector');
const failures = new RepeatedFailures({
  write: (line) => {
    log.error(line);
  },
  clock: () => performance.now(),
});
const onError = (error: unknown): void => {
  failures.report(failureLine(error));
};

/** How often the log is told what has become of repeated failures, in milliseconds. */
const TICK = 10_000;

/** Runs the projections and reactions of all contexts, from the app's start until before its stores are closed. */
@Module({})
export class ProjectionModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private ticking: NodeJS.Timeout | undefined;

  constructor(
    private readonly projections: ProjectionRunner,
    private readonly reactions: ReactionRunner,
    private readonly timers: TimerRunner,
  ) {}

  static of(contexts: readonly BoundedContext[]): DynamicModule {
    return {
      module: ProjectionModule,
      providers: [
        {
          provide: ConsumerGroup,
          inject: [EVENT_STORE, READ_STORE, EventCodec, CLOCK, CONFIG, Impediments],
          useFactory: (
            eventStore: EventStore,
            readStore: ReadStore,
            codec: EventCodec,
            now: () => Date,
            config: DossierConfig,
            impediments: Impediments,
          ) => {
            // Whoever opened an embedded store is its only writer.
            const alone = embeddedFolderOf(config.readStore) !== undefined;
            return new ConsumerGroup({
              eventStore,
              readStore,
              codec,
              names: storeNames(config),
              now,
              owner: randomUUID(),
              alone,
              impediments,
              onError,
            });
          },
        },
        {
          provide: ProjectionRunner,
          inject: [ConsumerGroup, Impediments],
          useFactory: (group: ConsumerGroup, impediments: Impediments) =>
            new ProjectionRunner({
              group,
              impediments,
              projections: ofAll(contexts, ({ projections }) => projections),
            }),
        },
        {
          provide: ReactionRunner,
          inject: [ConsumerGroup, CommandBus],
          useFactory: (group: ConsumerGroup, commands: CommandBus) =>
            new ReactionRunner({
              group,
              reactions: ofAll(contexts, ({ reactions }) => reactions),
              execute: (command) => commands.execute<DomainCommand, CommandAccepted>(command),
            }),
        },
        {
          provide: TimerRunner,
          inject: [ConsumerGroup, CommandBus],
          useFactory: ({ lease, options }: ConsumerGroup, commands: CommandBus) =>
            new TimerRunner({
              eventStore: options.eventStore,
              store: options.readStore,
              timers: ofAll(contexts, ({ timers }) => timers),
              execute: (command) => commands.execute<DomainCommand, CommandAccepted>(command),
              now: options.now,
              lease,
              impediments: options.impediments,
              onError,
            }),
        },
      ],
      exports: [ProjectionRunner, ReactionRunner],
    };
  }

  onApplicationBootstrap(): void {
    this.ticking = setInterval(() => {
      failures.tick();
    }, TICK).unref();
    this.projections.start();
    this.reactions.start();
    this.timers.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.ticking);
    await this.timers.stop();
    await this.reactions.stop();
    await this.projections.stop();
  }
}
