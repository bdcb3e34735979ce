import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Position } from '../event-store/event-store.port.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { eventually } from '../testing/eventually.js';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';
import { CheckpointReader } from './checkpoint-reader.js';
import { GroupCheckpoint, type GroupMember } from './group-checkpoint.js';
import { groupCheckpoints, type LeasedCheckpointDocument } from './checkpoint.documents.js';
import { type LeasedCheckpoint, LeaseLostError } from './leased-checkpoint.js';
import { Leases } from './leases.js';

const COLLECTION = 'leases';

/** Takes the leases of others without having watched them. */
const unhindered = { clock: () => 0, duration: 100, alone: true };

class Consumer implements GroupMember {
  savedAt: Position | undefined;
  error: LeaseLostError | undefined;
  readonly mark = undefined;

  constructor(
    readonly lease: LeasedCheckpoint<LeasedCheckpointDocument>,
    public reached: Position | undefined,
  ) {}

  saved(position: Position | undefined): void {
    this.savedAt = position;
  }

  lost(error: LeaseLostError): void {
    this.error = error;
  }
}

/** A process with a view of the store that counts its writes, and can be cut off. */
class Process {
  readonly errors: unknown[] = [];
  readonly group: GroupCheckpoint;
  readonly store: ReadStore;
  writes: string[] = [];
  cutOff = false;

  constructor(
    readonly owner: string,
    inner: ReadStore,
  ) {
    this.store = {
      ...inner,
      collection: (name) =>
        new Proxy(inner.collection(name), {
          get: (collection, key) => {
            if (key !== 'updateOne') return (Reflect.get(collection, key) as () => unknown).bind(collection);
            return async (...call: Parameters<typeof collection.updateOne>) => {
              if (this.cutOff) throw new Error('cut off');
              this.writes.push(name === COLLECTION ? call[0]._id : name);
              return collection.updateOne(...call);
            };
          },
        }),
    };
    this.group = new GroupCheckpoint(this.store, owner, (error) => this.errors.push(error));
  }

  async take(id: string): Promise<Consumer | undefined> {
    const leases = this.store.collection<LeasedCheckpointDocument>(COLLECTION);
    const groups = groupCheckpoints(this.store);
    const lease = await new Leases(leases, { ...unhindered, owner: this.owner, groups }).acquire(id);
    return lease && new Consumer(lease, lease.position);
  }

  /** Takes these, and has them reach the position as members of the group. */
  async hold(ids: readonly string[], position: Position): Promise<Consumer[]> {
    const taken = await Promise.all(ids.map((id) => this.take(id)));
    const consumers = taken.filter((consumer) => consumer !== undefined);
    for (const consumer of consumers) {
      consumer.reached = position;
      this.group.join(consumer);
    }
    await this.saved(consumers);
    return consumers;
  }

  async saved(consumers: readonly Consumer[]): Promise<void> {
    this.group.save();
    await eventually('saved', () => consumers.every(({ savedAt, reached }) => savedAt === reached));
  }
}

describe('GroupCheckpoint', () => {
  let store: InMemoryReadStore;
  let one: Process;
  let two: Process;

  beforeEach(() => {
    store = new InMemoryReadStore();
    one = new Process('one', store);
    two = new Process('two', store);
  });

  const positions = async (reader = newReader()) => {
    const leases = await reader.find({});
    return Object.fromEntries(leases.map(({ _id, position }) => [_id, position]));
  };

  const newReader = () => new CheckpointReader(store, store.collection<LeasedCheckpointDocument>(COLLECTION));

  it('moves all its members by one write', async () => {
    const consumers = await one.hold(['a', 'b', 'c'], '01');
    one.writes = [];
    for (const consumer of consumers) consumer.reached = '02';
    await one.saved(consumers);
    expect(one.writes).toEqual(['_group-checkpoints']);
    expect(await positions()).toEqual({ a: '02', b: '02', c: '02' });
    await one.saved(consumers);
    expect(one.writes).toHaveLength(1);
  });

  it('says of no member more than it has reached', async () => {
    const [a, b] = await one.hold(['a', 'b'], '01');
    const reader = newReader();
    if (a) a.reached = '05';
    one.group.save();
    await eventually('a is saved', () => a?.savedAt === '05');
    expect(await positions(reader)).toEqual({ a: '05', b: '01' });
    const [c] = await one.hold(['c'], '03');
    expect(await positions(reader)).toEqual({ a: '05', b: '01', c: '03' });
    if (b) await one.group.leave(b, {});
    if (a) a.reached = '07';
    if (c) c.reached = '06';
    one.group.save();
    await eventually('both are saved', () => a?.savedAt === '07' && c?.savedAt === '06');
    expect(await positions(reader)).toEqual({ a: '07', b: '01', c: '06' });
  });

  it('is not believed about a consumer that joined after it was read', async () => {
    const [a] = await one.hold(['a'], '05');
    const leases = store.collection<LeasedCheckpointDocument>(COLLECTION);
    let between: () => Promise<unknown> = () => Promise.resolve();
    const reader = new CheckpointReader(
      store,
      new Proxy(leases, {
        get: (target, key) =>
          key === 'find'
            ? async () => {
                await between();
                return leases.find({});
              }
            : (Reflect.get(target, key) as unknown),
      }),
    );
    expect(await positions(reader)).toEqual({ a: '05' });
    between = () => one.hold(['late'], '02');
    expect(await positions(reader)).toEqual({ a: '05', late: '02' });
    between = async () => {
      if (!a) return;
      await one.group.leave(a, {});
    };
    expect(await positions(reader)).toEqual({ a: '05', late: '02' });
  });

  it('hands over what a silent process has reached, and closes its document', async () => {
    const [a, b] = await one.hold(['a', 'b'], '04');
    const taken = await two.take('a');
    expect(taken?.lease).toMatchObject({ epoch: 2, position: '04' });
    expect(await positions()).toEqual({ a: '04', b: '04' });
    if (a) a.reached = '09';
    if (b) b.reached = '09';
    one.group.save();
    await eventually('the former holder knows', () => a?.error !== undefined);
    expect(a?.error).toBeInstanceOf(LeaseLostError);
    await eventually('the other goes on', () => b?.savedAt === '09');
    expect(await positions()).toEqual({ a: '04', b: '09' });
    if (b) b.reached = '10';
    if (b) await one.saved([b]);
    expect(await positions()).toEqual({ a: '04', b: '10' });
  });

  it('is left to its holder when that is alive after all', async () => {
    const [a] = await one.hold(['a'], '04');
    const leases = two.store.collection<LeasedCheckpointDocument>(COLLECTION);
    const groups = groupCheckpoints(store);
    // Between the closing of the document and the taking of the lease, the holder goes on with another.
    const slow = new Proxy(groups, {
      get: (target, key) =>
        key === 'updateOne'
          ? async (...call: Parameters<typeof groups.updateOne>) => {
              const closed = await groups.updateOne(...call);
              if (a) a.reached = '06';
              if (a) await one.saved([a]);
              return closed;
            }
          : (Reflect.get(target, key) as unknown),
    });
    const taking = new Leases(leases, { ...unhindered, owner: 'two', groups: slow });
    expect(await taking.acquire('a')).toBeUndefined();
    expect(a?.error).toBeUndefined();
    expect(await positions()).toEqual({ a: '06' });
  });

  it('never moves a member that could not say that it left', async () => {
    const [a, b] = await one.hold(['a', 'b'], '01');
    if (!a || !b) return;
    one.cutOff = true;
    await expect(one.group.leave(a)).rejects.toThrow('cut off');
    one.cutOff = false;
    b.reached = '05';
    await one.saved([b]);
    expect(await positions()).toEqual({ a: '01', b: '05' });
  });

  it('leaves each position in the own document of who leaves, and nothing else behind', async () => {
    const consumers = await one.hold(['a', 'b'], '03');
    for (const consumer of consumers) await one.group.leave(consumer);
    expect(await positions()).toEqual({ a: '03', b: '03' });
    expect(await groupCheckpoints(store).find({})).toEqual([]);
    expect(await store.collection(COLLECTION).find({})).toMatchObject([{ group: null }, { group: null }]);
  });
});
