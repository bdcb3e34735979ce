import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type AllStreamSubscription,
  BACKWARDS,
  type Direction,
  EventStoreDBClient,
  excludeSystemEvents,
  FORWARDS,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  type Position,
  type ReadAllOptions,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { type StartedDouble, startDouble } from './double.fixture.js';

// Time is not what is tested; a machine may be busy.
jest.setTimeout(30_000);

const STREAM = 'order-1';

let started: StartedDouble;
let client: EventStoreDBClient;

afterEach(async () => {
  await client.dispose();
  await started.dispose();
});

const noted = (text = '') => jsonEvent({ id: randomUUID(), type: 'Noted', data: { text } });

const orderOf = (positions: readonly Position[]) =>
  positions.map(({ commit, prepare }) => commit * 10n ** 20n + prepare);

async function readAll(options: ReadAllOptions = {}): Promise<{ type: string; position: Position }[]> {
  const all: { type: string; position: Position }[] = [];
  for await (const { event } of client.readAll(options)) if (event !== undefined) all.push(event);
  return all;
}

async function readStream(): Promise<{ revision: bigint; position?: Position }[]> {
  const all: { revision: bigint; position?: Position }[] = [];
  for await (const { event } of client.readStream(STREAM)) if (event !== undefined) all.push(event);
  return all;
}

/** A client's first call after the connection was lost may find it so still. */
async function readAllOnceConnected(): ReturnType<typeof readAll> {
  const patience = AbortSignal.timeout(4_000);
  for (;;) {
    try {
      return await readAll();
    } catch (error) {
      if (patience.aborted) throw error;
      await setTimeout(20);
    }
  }
}

describe.each([
  ['BatchAppend', true],
  ['Append', false],
])('the double, as the client sees it by %s,', (_method, batchAppend) => {
  beforeEach(async () => {
    started = await startDouble({ batchAppend });
    client = EventStoreDBClient.connectionString(started.double.connectionString);
  });

  it('answers an append known again as the first one: also later, with other data, and a part of it', async () => {
    const events = [noted(), noted()];
    const append = (again = events) => client.appendToStream(STREAM, again, { expectedRevision: NO_STREAM });
    const first = await append();
    expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n });
    expect((await readAll()).at(-1)?.position).toEqual(first.position);
    expect(await append()).toEqual(first);
    await client.appendToStream(STREAM, [noted(), noted()], { expectedRevision: 1n });
    expect(await append()).toEqual(first);
    expect(await append(events.map((event) => ({ ...event, data: { text: 'other' } })))).toEqual(first);
    const [part] = await readStream();
    expect(await append(events.slice(0, 1))).toEqual({
      success: true,
      nextExpectedRevision: 0n,
      position: part?.position,
    });
    expect(await readStream()).toHaveLength(4);
  });

  it('takes an append for a conflict of which some events are there and some are not', async () => {
    const event = noted();
    await client.appendToStream(STREAM, event, { expectedRevision: NO_STREAM });
    const mixed = client.appendToStream(STREAM, [event, noted()], { expectedRevision: NO_STREAM });
    await expect(mixed).rejects.toBeInstanceOf(WrongExpectedVersionError);
  });

  it('tells the same position of an event in a stream read as in the log', async () => {
    await client.appendToStream(STREAM, [noted(), noted()]);
    const positions = (await readAll())
      .filter(({ type }) => type === 'Noted')
      .map(({ position }) => position);
    expect((await readStream()).map(({ position }) => position)).toEqual(positions);
  });

  it('appends the same event again under another expected revision', async () => {
    const event = noted();
    await client.appendToStream(STREAM, event, { expectedRevision: NO_STREAM });
    const again = await client.appendToStream(STREAM, event, { expectedRevision: 0n });
    expect(again.nextExpectedRevision).toBe(1n);
    expect(again.position).toBeDefined();
  });

  it('appends without an expected revision', async () => {
    await client.appendToStream(STREAM, noted());
    expect((await client.appendToStream(STREAM, noted())).nextExpectedRevision).toBe(1n);
  });

  it('names the revision that a conflict met', async () => {
    const missing = client.appendToStream(STREAM, noted(), { expectedRevision: 3n });
    await expect(missing).rejects.toMatchObject({ actualVersion: 'no_stream' });
    await client.appendToStream(STREAM, [noted(), noted()], { expectedRevision: NO_STREAM });
    const lost = client.appendToStream(STREAM, noted(), { expectedRevision: NO_STREAM });
    await expect(lost).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(lost).rejects.toMatchObject({ actualVersion: 1n });
  });

  it('refuses more than 1 MiB, with the limit', async () => {
    const large = client.appendToStream(STREAM, noted('x'.repeat(1_048_576)));
    await expect(large).rejects.toBeInstanceOf(MaxAppendSizeExceededError);
    await expect(large).rejects.toMatchObject({ maxAppendSize: 1_048_576 });
  });

  it('leaves gaps between positions, and puts system events into them', async () => {
    for (let index = 0; index < 10; index += 1) {
      await client.appendToStream(`order-${index}`, [noted(), noted()]);
    }
    const all = await readAll();
    const order = orderOf(all.map(({ position }) => position));
    expect(order).toEqual([...order].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(order).size).toBe(order.length);
    const types = all.map(({ type }) => type);

    expect(types.filter((type) => type.startsWith('$')).length).toBeGreaterThan(1);
    const ours = all.filter(({ type }) => type === 'Noted');
    expect(ours).toHaveLength(20);
    expect(ours.every(({ position }) => position.commit > position.prepare)).toBe(true);
  });

  it('begins with the event at a position forwards, and before it backwards', async () => {
    for (let index = 0; index < 3; index += 1) await client.appendToStream(`order-${index}`, noted());
    const all = await readAll();
    const [before, at] = all.slice(-2);
    const fromPosition = at?.position ?? START;
    const read = (direction: Direction) => readAll({ fromPosition, direction, maxCount: 1 });
    expect(await read(FORWARDS)).toMatchObject([{ position: at?.position }]);
    expect(await read(BACKWARDS)).toMatchObject([{ position: before?.position }]);
  });

  it('gives the same positions after a restart', async () => {
    for (let index = 0; index < 9; index += 1) await client.appendToStream(STREAM, [noted(), noted()]);
    const before = await readAll();
    await client.dispose();
    const double = await started.restart(() => Promise.resolve());
    client = EventStoreDBClient.connectionString(double.connectionString);
    expect(await readAllOnceConnected()).toEqual(before);
  });
});

describe('a stream that is cut', () => {
  beforeEach(async () => {
    started = await startDouble();
    client = EventStoreDBClient.connectionString(started.double.connectionString);
    await client.appendToStream(STREAM, [noted(), noted(), noted()]);
  });

  const revisions = async () => (await readStream()).map(({ revision }) => revision);

  it.each([{ truncateBefore: 2 }, { maxCount: 1 }])('shows what is left (%j)', async (metadata) => {
    await client.setStreamMetadata(STREAM, metadata);
    expect(await revisions()).toEqual([2n]);
    await client.appendToStream(STREAM, noted(), { expectedRevision: 2n });
    expect((await revisions()).at(-1)).toBe(3n);
  });

  it('is not found once it is deleted, and begins anew behind its last revision', async () => {
    await client.deleteStream(STREAM);
    await expect(readStream()).rejects.toBeInstanceOf(StreamNotFoundError);
    const again = await client.appendToStream(STREAM, noted(), { expectedRevision: NO_STREAM });
    expect(again.nextExpectedRevision).toBe(3n);
    expect(await revisions()).toEqual([3n]);
  });

  it('is gone for good once it has a tombstone', async () => {
    await client.tombstoneStream(STREAM);
    await expect(readStream()).rejects.toBeInstanceOf(StreamDeletedError);
    await expect(client.appendToStream(STREAM, noted())).rejects.toBeInstanceOf(StreamDeletedError);
  });
});

describe('a subscription to the double', () => {
  let subscription: AllStreamSubscription;
  let checkpoints: Position[];

  beforeEach(async () => {
    started = await startDouble();
    client = EventStoreDBClient.connectionString(started.double.connectionString);
    checkpoints = [];
    const checkpointReached = (_subscription: unknown, position: Position) => {
      checkpoints.push(position);
    };
    const filter = excludeSystemEvents({ maxSearchWindow: 10, checkpointReached });
    subscription = client.subscribeToAll({ filter });
    subscription.on('error', () => undefined);
    await once(subscription, 'confirmation');
  });

  afterEach(async () => {
    await subscription.unsubscribe();
  });

  it('gets what passes the filter, and a checkpoint after each so many events looked at', async () => {
    const types: (string | undefined)[] = [];
    subscription.on('data', ({ event }) => types.push(event?.type));
    started.double.writeSystemEvents(25);
    const arrived = once(subscription, 'data');
    await client.appendToStream(STREAM, noted());
    await arrived;
    expect(types).toEqual(['Noted']);
    expect(checkpoints).toHaveLength(2);
    const last = (await readAll()).at(-1)?.position;
    expect(checkpoints.at(-1)?.commit).toBeLessThan(last?.commit ?? 0n);
  });

  it('is ended as too slow', async () => {
    const failed = new Promise((resolve) => subscription.once('error', resolve));
    started.double.dropSlowConsumers();
    expect(await failed).toMatchObject({ type: 'timeout', code: 10 });
    expect(String(await failed)).toContain('Consumer too slow');
  });
});
