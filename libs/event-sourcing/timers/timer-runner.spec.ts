import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CommandAccepted, DomainCommand } from '../commands/domain-command.js';
import { DomainError } from '../commands/domain.error.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { EventsMissingError } from '../event-store/event-store.port.js';
import { Leases } from '../consumers/leases.js';
import { collectionOf } from '../projections/projection.js';
import { ConsumerGroup } from '../consumers/consumer-group.js';
import { ProjectionRunner } from '../projections/projection-runner.js';
import { listRefusals } from '../reactions/reaction-refusals.js';
import { EmbeddedReadStore } from '../read-store/embedded/embedded.read-store.js';
import {
  type PositionedDocument,
  type ReadCollection,
  type ReadStore,
  type StoredDocument,
} from '../read-store/read-store.port.js';
import { eventually } from '../testing/eventually.js';
import { append, erased, placed, shopCodec, type ShopEvent } from '../testing/shop.fixture.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type DueTime, dueTimesOf } from './due-times.js';
import { ReactionControl } from './reaction-control.js';
import { timer } from './timer.js';
import { TimerRunner } from './timer-runner.js';
import { timerStates, TimerWorker } from './timer-worker.js';

const MINUTE = 60_000;
const START = Date.parse('2024-02-01T00:00:00.000Z');
const at = (minute: number): string => new Date(START + minute * MINUTE).toISOString();

class Remind extends DomainCommand<{ readonly minute: number }> {
  readonly type = 'Remind';
}

/** A customer is reminded in the minute that the total of their last order says; not at all after an erasure. */
const reminders = timer<{ readonly minute: number }, ShopEvent>({
  name: 'reminders',
  version: 1,
  events: ['OrderPlaced', 'CustomerErased'],
  lateness: 60 * MINUTE,
  change: (event) => {
    const { customerId: key } = event.data;
    if (event.type === 'CustomerErased') return { key, cancelled: true };
    const { total: minute } = event.data;
    return { key, dueAt: at(minute), payload: { minute } };
  },
  command: ({ key, payload }, envelope) => new Remind(key, payload, envelope),
});

const accepted: CommandAccepted = { id: '', revision: 0, position: '', outcome: 'appended' };

describe('timers', () => {
  let eventStore: EmbeddedEventStore;
  let readStore: EmbeddedReadStore;
  let projections: ProjectionRunner;
  let time: number;
  let executed: DomainCommand[];
  const runners: TimerRunner[] = [];

  beforeEach(async () => {
    eventStore = await EmbeddedEventStore.open(temporaryFolder());
    readStore = await EmbeddedReadStore.open(temporaryFolder());
    time = START;
    executed = [];
    const group = groupOf('projector');
    projections = new ProjectionRunner({ group, projections: [dueTimesOf(reminders)] });
    projections.start();
  });

  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    await projections.stop();
    await eventStore.close();
    await readStore.close();
  });

  let holders = 0;
  const now = () => new Date(time);
  const groupOf = (owner: string, leaseDuration?: number) =>
    new ConsumerGroup({
      eventStore,
      readStore,
      codec: shopCodec,
      now,
      owner,
      ...(leaseDuration === undefined ? {} : { leaseDuration }),
    });
  const turnTo = (minute: number) => {
    time = START + minute * MINUTE;
  };
  const happened = async (...events: readonly ShopEvent[]) => {
    for (const event of events) await append(eventStore, [event]);
    await projections.catchUp();
  };
  const note = (command: DomainCommand) => {
    executed.push(command);
    return accepted;
  };
  const reminded = () => executed.splice(0).map(({ id, data }) => [id, (data as Remind['data']).minute]);

  const options = (execute: (command: DomainCommand) => CommandAccepted | Promise<CommandAccepted>) => ({
    eventStore,
    store: readStore,
    now,
    execute: async (command: DomainCommand) => execute(command),
  });

  async function take(execute = note, store: ReadStore = readStore) {
    const leases = new Leases(timerStates(readStore), {
      owner: `${(holders += 1)}`,
      clock: () => time,
      duration: MINUTE,
      alone: true,
    });
    const lease = await leases.acquire(reminders.name, { failure: null });
    if (!lease) throw new Error('somebody else holds the lease');
    return TimerWorker.of(reminders, lease, { ...options(execute), store });
  }

  it('sends a command when its time has come, once', async () => {
    await happened(placed('anna', 10), placed('bo', 5));
    const worker = await take();
    await worker.round();
    expect(reminded()).toEqual([]);
    turnTo(10);
    await worker.round();
    await worker.round();
    const [event] = await eventStore.readAll({ limit: 1 });
    expect(executed.at(-1)?.envelope).toMatchObject({
      causationId: event?.id,
      correlationId: 'correlation',
      actor: { id: 'reminders', service: 'timers' },
      occurredAt: at(10),
    });
    expect(reminded()).toEqual([
      ['bo', 5],
      ['anna', 10],
    ]);
  });

  it('follows a due time that is moved, and forgets one that is cancelled', async () => {
    await happened(placed('anna', 10), placed('bo', 10), placed('cy', 10), placed('anna', 20), erased('bo'));
    const worker = await take();
    turnTo(15);
    await worker.round();
    expect(reminded()).toEqual([['cy', 10]]);
    turnTo(20);
    await happened(placed('cy', 30));
    await worker.round();
    expect(reminded()).toEqual([['anna', 20]]);
    turnTo(30);
    await worker.round();
    expect(reminded()).toEqual([['cy', 30]]);
  });

  it('sends at once what is set to a time that is over, also behind its checkpoint', async () => {
    const worker = await take();
    turnTo(30);
    await happened(placed('anna', 30));
    await worker.round();
    expect(reminded()).toEqual([['anna', 30]]);
    await happened(placed('bo', 10), placed('cy', -5));
    await worker.round();
    await worker.round();
    expect(reminded()).toEqual([
      ['bo', 10],
      ['cy', -5],
    ]);
  });

  it('sends after an outage what became due meanwhile, and records what is too late as skipped', async () => {
    const before = await take();
    await happened(placed('anna', 10), placed('bo', 50));
    await before.round();
    await before.release();
    turnTo(100);
    const worker = await take();
    await worker.round();
    await worker.round();
    expect(reminded()).toEqual([['bo', 50]]);
    expect((await listRefusals(readStore, 'reminders', { limit: 50 })).items).toMatchObject([
      { command: { type: 'Remind', id: 'anna' }, code: 'too-late', refusedAt: at(100) },
    ]);
  });

  it('sends nothing early once a clock that was a year ahead has been set back', async () => {
    const YEAR = 365 * 24 * 60;
    await happened(placed('anna', 10));
    const worker = await take();
    turnTo(YEAR);
    await worker.round();
    turnTo(0);
    await happened(placed('bo', 20));
    await worker.round();
    expect(reminded()).toEqual([]);
    turnTo(20);
    await worker.round();
    await worker.round();
    // Skipped as too late by the wrong clock, and sent by the right one.
    expect(reminded()).toEqual([
      ['anna', 10],
      ['bo', 20],
    ]);
  });

  it('records what is refused, once, and goes on', async () => {
    await happened(placed('anna', 1), placed('bo', 2));
    turnTo(5);
    const worker = await take((command) => {
      if (command.id === 'anna') throw new DomainError('no-reminder', 'anna wants none');
      return note(command);
    });
    await worker.round();
    await worker.round();
    expect(reminded()).toEqual([['bo', 2]]);
    expect((await listRefusals(readStore, undefined, { limit: 50 })).items).toMatchObject([
      { reaction: 'reminders', event: { type: 'OrderPlaced' }, code: 'no-reminder' },
    ]);
  });

  it('tries again what fails, and says so in its state', async () => {
    await happened(placed('anna', 1), placed('bo', 2));
    turnTo(5);
    let failures = 1;
    const worker = await take((command) => {
      if (command.id === 'bo' && failures-- > 0) throw new Error('out of reach');
      return note(command);
    });
    await expect(worker.round()).rejects.toThrow('out of reach');
    const states = timerStates(readStore);
    expect(await states.get(['reminders'])).toMatchObject([{ failure: 'out of reach' }]);
    const [first] = executed;
    await worker.round();
    expect(executed[1]?.envelope).toEqual(first?.envelope);
    expect(reminded()).toEqual([
      ['anna', 1],
      ['anna', 1],
      ['bo', 2],
    ]);
    expect(await states.get(['reminders'])).toMatchObject([{ failure: null, through: at(5) }]);
  });

  it('stops where a command meets events that are gone, until the event that made it due is skipped', async () => {
    const control = new ReactionControl(readStore, now);
    await happened(placed('anna', 1), placed('bo', 2));
    turnTo(5);
    let attempts = 0;
    const worker = await take((command) => {
      if (command.id !== 'anna') return note(command);
      attempts += 1;
      throw new EventsMissingError('customer-anna', 3);
    });
    await expect(worker.round()).rejects.toThrow('Events of customer-anna are missing');
    await worker.round();
    expect(attempts).toBe(1);
    const [event] = await eventStore.readAll({ limit: 1 });
    expect(worker.stoppedBy).toMatchObject({ position: event?.position, stream: event?.stream, revision: 0 });
    await control.skip('reminders', event?.position ?? '', 'anna');
    await worker.confirm(undefined);
    await worker.round();
    expect(reminded()).toEqual([['bo', 2]]);
    expect((await listRefusals(readStore, undefined, { limit: 50 })).items).toMatchObject([
      { command: { id: 'anna' }, code: 'skipped' },
    ]);
    expect(worker.stoppedBy).toBeUndefined();
  });

  it('repeats a command under the same id when it was killed before the checkpoint was saved', async () => {
    await happened(placed('anna', 1));
    turnTo(2);
    const dead = await take((command) => {
      note(command);
      throw new Error('killed');
    });
    await expect(dead.round()).rejects.toThrow('killed');
    time += 10 * MINUTE;
    const worker = await take();
    await worker.round();
    expect(executed).toHaveLength(2);
    expect(executed[1]?.envelope).toEqual(executed[0]?.envelope);
    await expect(dead.round()).rejects.toThrow('has another holder');
  });

  it('waits until the due times have come as far as the log', async () => {
    await happened(placed('anna', 10));
    const worker = await take();
    turnTo(10);
    await append(eventStore, [erased('anna')]);
    await worker.round();
    expect(reminded()).toEqual([]);
  });

  it('tells once that the due times are behind the log, and sends once they are not', async () => {
    await happened(placed('anna', 10));
    await projections.stop();
    await append(eventStore, [placed('bo', 10)]);
    turnTo(10);
    let rounds = 0;
    const told: unknown[] = [];
    const runner = new TimerRunner({
      ...options(note),
      now: () => {
        rounds += 1;
        return now();
      },
      timers: [reminders],
      patience: 1,
      lease: groupOf('timers', 30).lease,
      onError: (error) => told.push(error),
    });
    runners.push(runner);
    runner.start();
    await eventually('several rounds', () => rounds >= 5);
    expect(told.map(String)).toEqual([
      expect.stringContaining('ReadModelBehindError: The read model reminders-due'),
    ]);
    projections = new ProjectionRunner({ group: groupOf('another'), projections: [dueTimesOf(reminders)] });
    projections.start();
    await eventually('both are sent', () => executed.length >= 2);
    expect(told).toHaveLength(1);
  });

  it('is run by one of several processes', async () => {
    const run = (owner: string) => {
      const runner = new TimerRunner({
        ...options(note),
        timers: [reminders],
        lease: groupOf(owner, 60).lease,
      });
      runners.push(runner);
      runner.start();
    };
    run('one');
    run('two');
    await happened(...Array.from({ length: 20 }, (_, index) => placed(`customer-${index}`, index)));
    turnTo(20);
    await eventually('all are sent', () => executed.length >= 20);
    expect(new Set(executed.map(({ envelope }) => envelope.commandId)).size).toBe(20);
    expect(executed).toHaveLength(20);
  });

  it('reads once, for 100,000 due times that wait, which one comes next', async () => {
    await happened(placed('anna', 10), placed('bo', 200_000));
    const documents = readStore.collection<DueTime & PositionedDocument>(collectionOf(dueTimesOf(reminders)));
    const [sample] = await documents.get(['bo']);
    if (!sample) throw new Error('nothing was projected');
    await documents.writeIfNewer(
      Array.from({ length: 100_000 }, (_, index) => ({ ...sample, _id: `waiting-${index}` })),
    );
    const reads = new CountingReads(readStore);
    const worker = await take(note, reads);
    for (let minute = 0; minute < 9; minute += 1) {
      turnTo(minute);
      await worker.round();
    }
    expect(reads.documents).toBe(1);
    expect(reads.queries).toBeLessThanOrEqual(4);
    turnTo(10);
    await worker.round();
    expect(reminded()).toEqual([['anna', 10]]);
    // Found to be due, read again once the model has come as far as the log, and then the one that comes next.
    expect(reads.documents).toBe(1 + 2 + 1);
  }, 60_000);
});

/** Counts what is asked of collections of documents, and what they answer. */
class CountingReads implements Pick<ReadStore, 'collection'> {
  documents = 0;
  queries = 0;

  constructor(private readonly store: ReadStore) {}

  collection<D extends StoredDocument>(name: string): ReadCollection<D> {
    const collection = this.store.collection<D>(name);
    if (name.startsWith('_')) return collection;
    return Object.assign(Object.create(collection) as ReadCollection<D>, {
      find: async (...asked: Parameters<ReadCollection<D>['find']>) => {
        const found = await collection.find(...asked);
        this.queries += 1;
        this.documents += found.length;
        return found;
      },
    });
  }

  ensureIndexes: ReadStore['ensureIndexes'] = (...asked) => this.store.ensureIndexes(...asked);
  dropCollection: ReadStore['dropCollection'] = (name) => this.store.dropCollection(name);
  collectionNames: ReadStore['collectionNames'] = () => this.store.collectionNames();
  close: ReadStore['close'] = () => this.store.close();
}
