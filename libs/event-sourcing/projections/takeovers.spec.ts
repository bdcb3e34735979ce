import { afterEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startDouble } from '../../../test/servers/eventstoredb/double.fixture.js';
import { mongoUrl, ownDatabase, proxied } from '../../../test/support/mongodb.js';
import { until } from '../../../test/support/until.js';
import { ConsumerGroup } from '../consumers/consumer-group.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { type EventStore, type Position } from '../event-store/event-store.port.js';
import { EventStoreDbEventStore } from '../event-store/eventstoredb/eventstoredb.event-store.js';
import { EmbeddedReadStore } from '../read-store/embedded/embedded.read-store.js';
import { MongoDbReadStore } from '../read-store/mongodb/mongodb.read-store.js';
import {
  type PositionedDocument,
  type ReadStore,
  ReadStoreError,
  type StoredDocument,
} from '../read-store/read-store.port.js';
import { Killable } from '../testing/killable-stores.js';
import { append, erased, orders, placed, shopCodec, spend } from '../testing/shop.fixture.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { ProjectionControl } from './projection-control.js';
import { collectionOfBuild, ProjectionRegistry } from './projection-registry.js';
import { ProjectionRunner } from './projection-runner.js';
import { buildProgress } from './projection-state.js';

const KILLS = 20;
const OUTAGES = 5;
/** In milliseconds. */
const LEASE = 150;
const OUTAGE = 300;
const LONG_TEST = 300_000;

/** Two that listen to different events, so that what is read for one holder isn't what another needs. */
const erasures = {
  ...spend,
  name: 'erasures',
  events: ['CustomerErased'] as const,
  evolve: (document: { orders: number; total: number }) => ({ ...document, orders: document.orders + 1 }),
};
const projections = [spend, orders, erasures];

interface Stores {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  /** The same, by a network that doesn't break. */
  readonly beside: ReadStore;
  /** Takes the read store away from those who run projections, in another way each time, and gives it back. */
  takeAway(outage: number): void;
  giveBack(): void;
  close(): Promise<void>;
}

/** A read store whose disk fails: what is asked of it is refused. */
class Refusing {
  what: 'nothing' | 'writes' | 'everything' = 'nothing';

  over(store: ReadStore): ReadStore {
    const collection = <D extends StoredDocument>(name: string) => this.refusing(store.collection<D>(name));
    return this.refusing(store, { collection });
  }

  private refusing<Target extends object>(target: Target, others: Partial<Target> = {}): Target {
    return new Proxy(target, {
      get: (_, name) => {
        const found: unknown = Reflect.get(name in others ? others : target, name);
        if (typeof found !== 'function' || name in others) return found;
        return (...given: readonly unknown[]): unknown => {
          const isRead = ['get', 'find', 'count', 'collectionNames'].includes(String(name));
          if (this.what === 'everything' || (this.what === 'writes' && !isRead))
            return Promise.reject(new ReadStoreError('the disk fails'));
          return Reflect.apply(found, target, given);
        };
      },
    });
  }
}

const embedded = async (): Promise<Stores> => {
  const folder = temporaryFolder();
  const eventStore = await EmbeddedEventStore.open(join(folder, 'events'));
  const beside = await EmbeddedReadStore.open(join(folder, 'read-models'));
  const refusing = new Refusing();
  const close = async () => {
    await eventStore.close();
    await beside.close();
  };
  return {
    eventStore,
    readStore: refusing.over(beside),
    beside,
    takeAway: (outage) => {
      refusing.what = outage % 2 === 0 ? 'everything' : 'writes';
    },
    giveBack: () => {
      refusing.what = 'nothing';
    },
    close,
  };
};

const onServers = async (mongo: string): Promise<Stores> => {
  const double = await startDouble();
  const database = ownDatabase(mongo);
  const { proxy, url } = await proxied(database);
  const eventStore = await EventStoreDbEventStore.connect(double.double.connectionString);
  const readStore = await MongoDbReadStore.connect(url);
  const beside = await MongoDbReadStore.connect(database);
  const close = async () => {
    for (const name of await beside.collectionNames()) await beside.dropCollection(name);
    await eventStore.close();
    await readStore.close();
    await beside.close();
    await proxy.close();
    await double.dispose();
  };
  return {
    eventStore,
    readStore,
    beside,
    takeAway: (outage) => {
      if (outage % 2 === 0) proxy.cut();
      else proxy.halfOpen();
    },
    giveBack: () => {
      proxy.restore();
    },
    close,
  };
};

const places: [string, () => Promise<Stores>][] = [['the embedded stores', embedded]];
if (mongoUrl === undefined) {
  process.stdout.write('LEFT OUT: MONGODB_URL is not set, so no takeover was tried on MongoDB\n');
  it.todo('takeovers on MongoDB (needs MONGODB_URL)');
} else {
  const url = mongoUrl;
  places.push(['EventStoreDB (the protocol double) and MongoDB', () => onServers(url)]);
}

describe.each(places)('Read models on %s', (_, open) => {
  let stores: Stores;
  let living: { readonly life: Killable; readonly runner: ProjectionRunner }[];

  afterEach(async () => {
    await Promise.all(living.map(({ runner }) => runner.stop()));
    await stores.close();
  }, LONG_TEST);

  /** A process that runs projections: the first holds them, the next stands by. */
  const begin = (owner: string): void => {
    const life = new Killable();
    const group = new ConsumerGroup({
      eventStore: life.eventStore(stores.eventStore),
      readStore: life.readStore(stores.readStore),
      codec: shopCodec,
      now: () => new Date(),
      owner,
      leaseDuration: LEASE,
    });
    const runner = new ProjectionRunner({ group, projections, retireAfter: 0 });
    runner.start();
    living.push({ life, runner });
  };

  const caughtUp = async (head: Position): Promise<void> => {
    const progress = buildProgress(stores.beside);
    await until('all at the end of the log', async () => {
      const builds = await progress.find({});
      return builds.length > 0 && builds.every(({ position = '' }) => position >= head);
    });
  };

  const served = async (): Promise<Record<string, PositionedDocument[]>> => {
    const all: Record<string, PositionedDocument[]> = {};
    for (const [name, { active }] of await new ProjectionRegistry(stores.beside).all()) {
      const collection = stores.beside.collection<PositionedDocument>(collectionOfBuild(name, active));
      all[name] = await collection.find({ _deleted: { $exists: false } }, { sort: { _id: 1 } });
    }
    return all;
  };

  it(
    'are what a rebuild yields, after twenty kills of holders and standbys under load, and outages',
    async () => {
      stores = await open();
      living = [];
      begin('one');
      begin('two');
      let loading = true;
      let head: Position = '';
      const load = (async () => {
        for (let turn = 0; loading; turn += 1) {
          const bought = Array.from({ length: 4 }, (_, index) => placed(`c${(turn + index) % 40}`, turn));
          const gone = turn % 5 === 0 ? [erased(`c${turn % 40}`)] : [];
          head = await append(stores.eventStore, [...bought, ...gone]);
          await delay(5);
        }
      })();
      for (let round = 1; round <= KILLS; round += 1) {
        const outage = round / (KILLS / OUTAGES);
        if (Number.isInteger(outage)) {
          stores.takeAway(outage);
          await delay(OUTAGE);
          stores.giveBack();
        }
        // The oldest holds what it could take; the other stands by, or holds what it took over.
        const [dead] = living.splice(round % 3 === 0 ? 1 : 0, 1);
        dead?.life.kill();
        // Its timers would keep this process alive; it waits for ever for its stores.
        void dead?.runner.stop();
        begin(`after ${round}`);
        // Each is killed at another point of taking over.
        await delay((LEASE * (round % 5)) / 2);
      }
      loading = false;
      await load;
      await caughtUp(head);
      const before = await served();
      const control = new ProjectionControl(stores.beside, () => new Date());
      for (const { name } of projections) await control.rebuild(name);
      const registry = new ProjectionRegistry(stores.beside);
      await until('all built anew', async () =>
        [...(await registry.all()).values()].every(({ active }) => active.build > 0),
      );
      expect(await served()).toEqual(before);
      expect(Object.values(before).every((documents) => documents.length > 0)).toBe(true);
    },
    LONG_TEST,
  );
});
