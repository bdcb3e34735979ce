import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { EventCodec, type EventStore, type OpenKeys } from '../event-sourcing/core.js';
import { EVENT_STORE, KEYS } from '../event-sourcing/nest.js';
import { EventSourcingModule } from '../event-sourcing/nest/event-sourcing.module.js';
import { AccessRecorder } from './access/access-recorder.js';
import { PersonalData } from './access/personal-data.js';
import { TokensController } from './access/tokens.controller.js';
import { type BoundedContext, ofAll } from './bounded-context.js';
import { CommandSender } from './commands/command-sender.js';
import { keyIn, requestHashWith } from './commands/request-hash.js';
import { type DossierConfig } from './config/dossier.config.js';
import { HealthController } from './http/health.controller.js';
import { ProjectionsController } from './http/projections.controller.js';
import { ReactionsController } from './http/reactions.controller.js';
import { Metrics } from './metrics/metrics.js';
import { DocumentSigner } from './signing/document-signer.js';
import { CLOCK, CONFIG, CONTEXTS } from './tokens.js';

const requestKeyOf = async (
  { requestKey, readOnly, dataFolder }: DossierConfig,
  store: EventStore,
): Promise<string> => {
  if (requestKey !== undefined) return requestKey;
  // Whoever reads alone sends no command, and finds no fault with the key.
  if (readOnly === true) return '';
  return keyIn(dataFolder, (await store.head()) !== undefined);
};

/** What every app stands on, global: the engine on the configured stores, the buses, the way in for commands. */
@Module({})
export class PlatformModule {
  static forRoot(config: DossierConfig, contexts: readonly BoundedContext[], now: () => Date): DynamicModule {
    const metrics = new Metrics();
    const deciders = ofAll(contexts, (context) => context.deciders);
    const [access] = ofAll(contexts, ({ accessEvents }) => accessEvents && [accessEvents]);
    return {
      module: PlatformModule,
      controllers: [HealthController, ProjectionsController, ReactionsController, TokensController],
      global: true,
      imports: [
        CqrsModule.forRoot(),
        EventSourcingModule.forRoot({
          eventStore: config.eventStore,
          readStore: config.readStore,
          keyStore: config.keyStore,
          masterKey: config.masterKey,
          readOnly: config.readOnly === true,
          rebuildReadModels: config.rebuildReadModels,
          streamPrefix: config.streamPrefix,
          commandBudget: config.commandBudget,
          deciders,
          ...(access === undefined ? {} : { recorded: [access] }),
          observer: metrics,
          now,
        }),
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: CONTEXTS, useValue: contexts },
        { provide: CLOCK, useValue: now },
        { provide: PersonalData, useValue: new PersonalData(contexts) },
        {
          provide: AccessRecorder,
          inject: [EVENT_STORE, EventCodec],
          useFactory: (store: EventStore, codec: EventCodec) =>
            new AccessRecorder(store, codec, access, now, config.readOnly === true),
        },
        { provide: Metrics, useValue: metrics },
        {
          provide: DocumentSigner,
          inject: [KEYS],
          useFactory: (keys: OpenKeys) => new DocumentSigner(keys),
        },
        {
          provide: CommandSender,
          inject: [CommandBus, EVENT_STORE],
          useFactory: async (bus: CommandBus, store: EventStore) =>
            new CommandSender(bus, requestHashWith(await requestKeyOf(config, store)), now),
        },
      ],
      exports: [
        CONFIG,
        CONTEXTS,
        CLOCK,
        PersonalData,
        AccessRecorder,
        CommandSender,
        DocumentSigner,
        CqrsModule,
      ],
    };
  }
}
