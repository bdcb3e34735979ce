import { contextsOf } from '../../apps/composition.js';
import { EmbeddedEventStore } from '../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import {
  type AnyProjection,
  CommandEngine,
  EventCodec,
  type EventStore,
} from '../../libs/event-sourcing/core.js';
import { loadConfig, projectionsOf } from '../../libs/platform/index.js';

const contexts = contextsOf(loadConfig({}));

/** Every projection of every context. */
export const allProjections: readonly AnyProjection[] = contexts.flatMap(projectionsOf);

export const wholeCodec = (): EventCodec =>
  new EventCodec(contexts.flatMap(({ deciders }) => deciders.map(({ events }) => events)));

/** An embedded log, and the engine on it, without the service around. */
export const openEngine = async (
  eventsFolder: string,
  options: { readonly cacheSize?: number } = {},
): Promise<{ readonly store: EventStore; readonly engine: CommandEngine }> => {
  const store = await EmbeddedEventStore.open(eventsFolder);
  return { store, engine: new CommandEngine(store, wholeCodec(), { now: () => new Date(), ...options }) };
};
