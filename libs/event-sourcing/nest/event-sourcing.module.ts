import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CommandEngine } from '../commands/command-engine.js';
import { type AnyDecider } from '../commands/decider.js';
import { embeddedFolderOf } from '../embedded-folder/folder-lock.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { type EventStore } from '../event-store/event-store.port.js';
import { EventStoreDbEventStore } from '../event-store/eventstoredb/eventstoredb.event-store.js';
import { EventCodec } from '../events/event-codec.js';
import { Impediments } from '../health/impediments.js';
import { EmbeddedReadStore } from '../read-store/embedded/embedded.read-store.js';
import { MongoDbReadStore } from '../read-store/mongodb/mongodb.read-store.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { ReadModels } from '../projections/read-models.js';
import { Deciders } from '../commands/deciders.js';
import { EVENT_STORE, READ_STORE } from './tokens.js';

export interface EventSourcingOptions {
  /** `embedded:<folder>`, `esdb://…` or `esdb+discover://…` */
  readonly eventStore: string;
  /** `embedded:<folder>`, `mongodb://…` or `mongodb+srv://…` */
  readonly readStore: string;
  /** Of embedded stores: another process writes to them, and this one reads alone. False when absent. */
  readonly readOnly?: boolean;
  readonly deciders: readonly AnyDecider[];
  readonly now: () => Date;
}

export const openEventStore = (
  location: string,
  readOnly = false,
  impediments = new Impediments(),
): Promise<EventStore> => {
  const folder = embeddedFolderOf(location);
  return folder === undefined
    ? EventStoreDbEventStore.connect(location)
    : EmbeddedEventStore.open(folder, { readOnly, impediments });
};

/** The impediments are told when a store can't be written to or is out of reach, and when that is over. */
export const openReadStore = (
  location: string,
  readOnly = false,
  impediments = new Impediments(),
): Promise<ReadStore> => {
  const folder = embeddedFolderOf(location);
  return folder === undefined
    ? MongoDbReadStore.connect(location, { impediments })
    : EmbeddedReadStore.open(folder, { readOnly, impediments });
};

/** The engine, for every module of an app: the two stores that the configuration names, and what works on them. */
@Module({})
export class EventSourcingModule implements OnApplicationShutdown {
  constructor(
    @Inject(EVENT_STORE) private readonly eventStore: EventStore,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
  ) {}

  static forRoot({ eventStore, readStore, readOnly, deciders, now }: EventSourcingOptions): DynamicModule {
    return {
      module: EventSourcingModule,
      global: true,
      providers: [
        {
          provide: EVENT_STORE,
          inject: [Impediments],
          useFactory: (impediments: Impediments) => openEventStore(eventStore, readOnly, impediments),
        },
        {
          provide: READ_STORE,
          inject: [Impediments],
          useFactory: (impediments: Impediments) => openReadStore(readStore, readOnly, impediments),
        },
        { provide: Impediments, useValue: new Impediments() },
        { provide: Deciders, useValue: new Deciders(deciders) },
        { provide: EventCodec, useValue: new EventCodec(deciders.map(({ events }) => events)) },
        {
          provide: CommandEngine,
          inject: [EVENT_STORE, EventCodec],
          useFactory: (store: EventStore, codec: EventCodec) => new CommandEngine(store, codec, { now }),
        },
        {
          provide: ReadModels,
          inject: [READ_STORE, EVENT_STORE],
          useFactory: (store: ReadStore, log: EventStore) => new ReadModels(store, () => log.head()),
        },
      ],
      exports: [EVENT_STORE, READ_STORE, Impediments, Deciders, EventCodec, CommandEngine, ReadModels],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.eventStore.close();
    await this.readStore.close();
  }
}
