import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { CommandEngine } from '../commands/command-engine.js';
import { type CommandObserver } from '../commands/command-observer.js';
import { type AnyDecider } from '../commands/decider.js';
import { storeNames } from '../consumers/same-log.js';
import { type EventStore } from '../event-store/event-store.port.js';
import { EventCodec } from '../events/event-codec.js';
import { Impediments } from '../health/impediments.js';
import { type MasterKeySource } from '../keys/master-key.js';
import { openKeys } from '../keys/open-keys.js';
import { type OpenKeys } from '../keys/subject-keys.js';
import { openEventStore, openReadStore } from '../open-stores.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { ReadModels } from '../projections/read-models.js';
import { Remains } from '../projections/remains.js';
import { Deciders } from '../commands/deciders.js';
import { StoreMatch } from './store-match.js';
import { EVENT_STORE, KEYS, READ_STORE } from './tokens.js';

export interface EventSourcingOptions {
  /** `embedded:<folder>`, `esdb://…` or `esdb+discover://…` */
  readonly eventStore: string;
  /** `embedded:<folder>`, `mongodb://…` or `mongodb+srv://…` */
  readonly readStore: string;
  /** `embedded:<folder>`, `mongodb://…` or `mongodb+srv://…` */
  readonly keyStore: string;
  readonly masterKey: MasterKeySource;
  /** Of embedded stores: another process writes to them, and this one reads alone. False when absent. */
  readonly readOnly?: boolean;
  /** Read models that were built from another log are discarded, to be built anew. False when absent. */
  readonly rebuildReadModels?: boolean;
  /** Of EventStoreDB: what the names of this service's streams begin with on the server; `dossier.` when absent. */
  readonly streamPrefix?: string;
  /** How long a command may take, in milliseconds; 10,000 when absent. */
  readonly commandBudget?: number;
  readonly deciders: readonly AnyDecider[];
  /** Events that are recorded without a decider, by the categories of their streams; none when absent. */
  readonly recorded?: readonly EventCategory[];
  /** Is told how long commands and appends take. */
  readonly observer?: CommandObserver;
  readonly now: () => Date;
}

type EventCategory = Pick<AnyDecider, 'category' | 'events'>;

const codecOf = (categories: readonly EventCategory[], keys: OpenKeys): EventCodec =>
  new EventCodec(
    categories.map(({ events }) => events),
    new Map(categories.map(({ category, events }) => [category, events])),
    keys.keys,
  );

/** What is opened next; when that fails, what is open already is closed, so that it can be opened again or by others. */
const orElseClosing = async <Opened>(
  open: readonly { close(): Promise<void> }[],
  next: Promise<Opened>,
): Promise<Opened> => {
  try {
    return await next;
  } catch (error) {
    for (const store of open) await store.close();
    throw error;
  }
};

/** The engine, for every module of an app: the stores that the configuration names, and what works on them. */
@Module({})
export class EventSourcingModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(EVENT_STORE) private readonly eventStore: EventStore,
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    @Inject(KEYS) private readonly keys: OpenKeys,
    private readonly match: StoreMatch,
  ) {}

  static forRoot(options: EventSourcingOptions): DynamicModule {
    const { eventStore, readStore, readOnly = false, rebuildReadModels = false, deciders, now } = options;
    const { keyStore, masterKey, streamPrefix, commandBudget = 10_000, observer, recorded = [] } = options;
    const onServer = { budget: commandBudget, ...(streamPrefix === undefined ? {} : { streamPrefix }) };
    return {
      module: EventSourcingModule,
      global: true,
      providers: [
        {
          provide: EVENT_STORE,
          inject: [Impediments],
          useFactory: (impediments: Impediments) =>
            openEventStore(eventStore, readOnly, impediments, onServer),
        },
        {
          provide: READ_STORE,
          // One after the other: where the first is refused, the second isn't opened in vain.
          inject: [Impediments, EVENT_STORE],
          useFactory: (impediments: Impediments, log: EventStore) =>
            orElseClosing([log], openReadStore(readStore, readOnly, impediments)),
        },
        {
          provide: KEYS,
          // Opened last: when the folders belong to another process, the refusal names that of the events.
          inject: [Impediments, EVENT_STORE, READ_STORE],
          useFactory: (impediments: Impediments, log: EventStore, models: ReadStore) =>
            orElseClosing(
              [models, log],
              openKeys({
                location: keyStore,
                masterKey,
                clock: () => performance.now(),
                readOnly,
                impediments,
              }),
            ),
        },
        {
          provide: Remains,
          inject: [EVENT_STORE, READ_STORE, KEYS],
          useFactory: (log: EventStore, readStore: ReadStore, keys: OpenKeys) =>
            new Remains({ log, readStore, keys, now }),
        },
        { provide: Impediments, useValue: new Impediments() },
        {
          provide: StoreMatch,
          inject: [EVENT_STORE, READ_STORE, Impediments],
          useFactory: (log: EventStore, store: ReadStore, impediments: Impediments) =>
            new StoreMatch({
              eventStore: log,
              readStore: store,
              names: storeNames(options),
              impediments,
              rebuild: rebuildReadModels && !readOnly,
            }),
        },
        { provide: Deciders, useValue: new Deciders(deciders) },
        {
          provide: EventCodec,
          inject: [KEYS],
          useFactory: (keys: OpenKeys) => codecOf([...deciders, ...recorded], keys),
        },
        {
          provide: CommandEngine,
          inject: [EVENT_STORE, EventCodec],
          useFactory: (store: EventStore, codec: EventCodec) =>
            new CommandEngine(store, codec, {
              now,
              budget: commandBudget,
              ...(observer === undefined ? {} : { observer }),
            }),
        },
        {
          provide: ReadModels,
          inject: [READ_STORE, EVENT_STORE],
          useFactory: (store: ReadStore, log: EventStore) => new ReadModels(store, () => log.head()),
        },
      ],
      exports: [
        EVENT_STORE,
        READ_STORE,
        KEYS,
        Impediments,
        Deciders,
        EventCodec,
        CommandEngine,
        ReadModels,
        Remains,
      ],
    };
  }

  /** @throws StoresMismatchError when the read store was built from another log */
  async onModuleInit(): Promise<void> {
    await this.match.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.match.stop();
    await this.eventStore.close();
    await this.readStore.close();
    await this.keys.close();
  }
}
