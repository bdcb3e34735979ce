import { dirname, join } from 'node:path';
import { contextsOf } from '../../apps/composition.js';
import { EmbeddedEventStore } from '../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import {
  type AnyProjection,
  CommandEngine,
  EventCodec,
  type EventStore,
  type OpenKeys,
  type SubjectKeys,
} from '../../libs/event-sourcing/core.js';
import { openKeys } from '../../libs/event-sourcing/keys/open-keys.js';
import { loadConfig, ofAll } from '../../libs/platform/index.js';

const contexts = contextsOf(loadConfig({}));

/** Every projection of every context. */
export const allProjections: readonly AnyProjection[] = ofAll(contexts, ({ projections }) => projections);

/** The codec of all events; without keys, it encrypts nothing. */
export const wholeCodec = (keys?: SubjectKeys): EventCodec => {
  const decided = ofAll(contexts, ({ deciders }) => deciders);
  const recorded = ofAll(contexts, ({ accessEvents }) => accessEvents && [accessEvents]);
  return new EventCodec(
    [...decided, ...recorded].map(({ events }) => events),
    new Map(),
    keys,
  );
};

/** Has a codec store events as plain text. */
export const encryptNothing = (codec: EventCodec): void => {
  Object.assign(codec, { keysToEncode: () => undefined });
};

/** The keys of the data folder that holds an embedded log. */
export const keysBeside = (eventsFolder: string): Promise<OpenKeys> => {
  const data = dirname(eventsFolder);
  return openKeys({
    location: `embedded:${join(data, 'keys')}`,
    masterKey: { from: 'file', file: join(data, 'master.key'), own: true },
    clock: () => performance.now(),
  });
};

/** An embedded log, and the engine on it, without the service around. */
export const openEngine = async (
  eventsFolder: string,
  options: { readonly cacheSize?: number } = {},
): Promise<{ readonly store: EventStore; readonly engine: CommandEngine; readonly codec: EventCodec }> => {
  const store = await EmbeddedEventStore.open(eventsFolder);
  const codec = wholeCodec((await keysBeside(eventsFolder)).keys);
  return { store, engine: new CommandEngine(store, codec, { now: () => new Date(), ...options }), codec };
};
