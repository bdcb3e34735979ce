import { embeddedFolderOf } from './embedded-folder/folder-lock.js';
import { type EventStore } from './event-store/event-store.port.js';
import { type EventStoreDbOptions } from './event-store/eventstoredb/eventstoredb.event-store.js';
import { Impediments } from './health/impediments.js';
import { type ReadStore } from './read-store/read-store.port.js';

/**
 * The event store at a location: `embedded:<folder>`, `esdb://…` or `esdb+discover://…`. No other adapter is loaded, so that
 * a program starts quickly. The impediments are told when the store can't be written to or is out of reach, and when that is
 * over.
 */
export const openEventStore = async (
  location: string,
  readOnly = false,
  impediments = new Impediments(),
  onServer: Pick<EventStoreDbOptions, 'budget' | 'streamPrefix'> = {},
): Promise<EventStore> => {
  const folder = embeddedFolderOf(location);
  if (folder === undefined) {
    const { EventStoreDbEventStore } = await import('./event-store/eventstoredb/eventstoredb.event-store.js');
    return EventStoreDbEventStore.connect(location, { ...onServer, readOnly, impediments });
  }
  const { EmbeddedEventStore } = await import('./event-store/embedded/embedded.event-store.js');
  return EmbeddedEventStore.open(folder, { readOnly, impediments });
};

/** The read store at a location, `embedded:<folder>`, `mongodb://…` or `mongodb+srv://…`; otherwise as `openEventStore`. */
export const openReadStore = async (
  location: string,
  readOnly = false,
  impediments = new Impediments(),
): Promise<ReadStore> => {
  const folder = embeddedFolderOf(location);
  if (folder === undefined) {
    const { MongoDbReadStore } = await import('./read-store/mongodb/mongodb.read-store.js');
    return MongoDbReadStore.connect(location, { impediments });
  }
  const { EmbeddedReadStore } = await import('./read-store/embedded/embedded.read-store.js');
  return EmbeddedReadStore.open(folder, { readOnly, impediments });
};
