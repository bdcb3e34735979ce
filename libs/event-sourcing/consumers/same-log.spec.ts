import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DoubleLog } from '../../../test/servers/eventstoredb/double-log.js';
import { EventStoreDbDouble } from '../../../test/servers/eventstoredb/eventstoredb-double.js';
import { Journal } from '../../../test/servers/eventstoredb/journal.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { type EventStore } from '../event-store/event-store.port.js';
import { EventStoreDbEventStore } from '../event-store/eventstoredb/eventstoredb.event-store.js';
import { discardReadModels } from '../projections/discard-read-models.js';
import { ProjectionRunner } from '../projections/projection-runner.js';
import { ReadModels } from '../projections/read-models.js';
import { type ReactionRunnerOptions, ReactionRunner } from '../reactions/reaction-runner.js';
import { type Reaction } from '../reactions/reaction.js';
import { eventually } from '../testing/eventually.js';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';
import { append, orders, placed, shopCodec, type ShopEvent, spend } from '../testing/shop.fixture.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { ConsumerGroup } from './consumer-group.js';
import { assertSameLog, StoresMismatchError, storeNames } from './same-log.js';

const names = { eventStore: 'embedded:/events', readStore: 'embedded:/read-models' };

const noReaction: Reaction<ShopEvent> = {
  name: 'nothing',
  events: ['OrderPlaced'],
  from: undefined,
  react: () => [],
};
const execute: ReactionRunnerOptions['execute'] = () => Promise.reject(new Error('nothing to execute'));

interface Opened {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** An event store on the log in a folder, which can be copied and put back once it is closed. */
const openers: Record<string, (folder: string) => Promise<Opened>> = {
  'embedded event store': async (folder) => {
    const store = await EmbeddedEventStore.open(folder);
    return { store, close: () => store.close() };
  },
  'event store on EventStoreDB (the protocol double)': async (folder) => {
    const journal = Journal.open(folder);
    const double = await EventStoreDbDouble.start(new DoubleLog(journal));
    const store = await EventStoreDbEventStore.connect(double.connectionString);
    const close = async () => {
      await store.close();
      await double.stop();
      journal.close();
    };
    return { store, close };
  },
};

describe.each(Object.entries(openers))('A read store beside an %s', (_, open) => {
  let folder: string;
  let opened: Opened;
  let log: EventStore;
  let readStore: InMemoryReadStore;
  const errors: unknown[] = [];

  beforeEach(async () => {
    folder = temporaryFolder();
    await begin();
    readStore = new InMemoryReadStore();
    errors.length = 0;
  });

  afterEach(() => opened.close());

  const begin = async (): Promise<void> => {
    opened = await open(join(folder, 'log'));
    log = opened.store;
  };

  const runners = () => {
    const group = new ConsumerGroup({
      eventStore: log,
      readStore,
      names,
      codec: shopCodec,
      now: () => new Date(),
      owner: 'one',
      onError: (error) => errors.push(error),
    });
    const projecting = new ProjectionRunner({ group, projections: [spend, orders] });
    return { projecting, reacting: new ReactionRunner({ group, reactions: [noReaction], execute }) };
  };

  /** Projections and a reaction come to the end of the log. */
  const follow = async (): Promise<void> => {
    const { projecting, reacting } = runners();
    await projecting.catchUp();
    await reacting.catchUp();
    await projecting.stop();
    await reacting.stop();
  };

  /** Has the folder of the log changed by somebody, while no process has it open. */
  const whileClosed = async (change: () => void): Promise<void> => {
    await opened.close();
    change();
    await begin();
  };
  const copy = () => {
    cpSync(join(folder, 'log'), join(folder, 'copy'), { recursive: true });
  };
  const putBack = () => {
    rmSync(join(folder, 'log'), { recursive: true });
    cpSync(join(folder, 'copy'), join(folder, 'log'), { recursive: true });
  };

  const check = () => assertSameLog({ eventStore: log, readStore, names });
  const refusal = async (): Promise<string> => {
    const error: unknown = await check().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoresMismatchError);
    return String(error);
  };

  it('belongs to it while both are empty, and while read models are behind', async () => {
    await check();
    await append(log, [placed('anna', 1)]);
    await check();
    await follow();
    await append(log, [placed('anna', 1)]);
    await check();
  });

  it('is refused when the log was put back to an older copy', async () => {
    await append(log, [placed('anna', 1)]);
    await whileClosed(copy);
    await append(log, [placed('bo', 1)]);
    await follow();
    await whileClosed(putBack);
    expect(await refusal()).toMatch(
      /embedded:\/read-models does not belong to embedded:\/events: .* event 0 of order-\S+ \(position [\d/]+\) of the log .*ends at position [\d/]+: it was put back to an older copy.*--rebuild-read-models/,
    );
  });

  it('is refused when the older copy has gone on to another event in the same place', async () => {
    await append(log, [placed('anna', 1)]);
    await whileClosed(copy);
    await append(log, [placed('bo', 1)]);
    await follow();
    await whileClosed(putBack);
    await append(log, [placed('cy', 1), placed('cy', 2)]);
    expect(await refusal()).toMatch(/the event store doesn't have event 0 of order-\S+ \(position [\d/]+\)/);
  });

  it('is refused when the folder of events is gone', async () => {
    await append(log, [placed('anna', 1)]);
    await follow();
    await whileClosed(() => {
      rmSync(join(folder, 'log'), { recursive: true });
    });
    expect(await refusal()).toContain('the event store is empty');
  });

  it('is refused when the event store has another log', async () => {
    await append(log, [placed('anna', 1)]);
    await follow();
    await whileClosed(() => {
      rmSync(join(folder, 'log'), { recursive: true });
    });
    await append(log, [placed('bo', 1), placed('bo', 2)]);
    expect(await refusal()).toContain(`the event store holds the log ${await log.identity()}`);
  });

  it('is not followed on by consumers that run already', async () => {
    await append(log, [placed('anna', 1)]);
    await whileClosed(copy);
    await append(log, [placed('bo', 1)]);
    await follow();
    await whileClosed(putBack);
    const { projecting } = runners();
    projecting.start();
    await append(log, [placed('cy', 1), placed('cy', 2)]);
    await eventually('they say so', () => errors.some((error) => error instanceof StoresMismatchError));
    await projecting.stop();
    expect(await (await new ReadModels(readStore).open(spend)).get('cy')).toBeUndefined();
  });

  it('belongs to the log that is there once it was discarded, and is built from it', async () => {
    await append(log, [placed('anna', 1)]);
    await follow();
    await whileClosed(() => {
      rmSync(join(folder, 'log'), { recursive: true });
    });
    await append(log, [placed('bo', 1)]);
    await discardReadModels(readStore);
    expect(await readStore.collectionNames()).toEqual([]);
    await check();
    await follow();
    await check();
    const model = await new ReadModels(readStore).open(spend);
    expect(await model.find({})).toMatchObject([{ _id: 'bo' }]);
  });
});

it('a store is named without the password that leads to it', () => {
  const eventStore = 'esdb://admin:s3cret@node.example:2113';
  const readStore = 'mongodb+srv://crm:s3cret@db.example/crm?w=1';
  expect(storeNames({ eventStore, readStore })).toEqual({
    eventStore: 'esdb://node.example:2113',
    readStore: 'mongodb+srv://db.example/crm?w=1',
  });
});
