import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startDouble, type StartedDouble } from '../servers/eventstoredb/double.fixture.js';
import { type Answer, InProcessService } from '../support/in-process.service.js';
import { until } from '../support/until.js';

interface Status {
  readonly name: string;
  readonly state: string;
  readonly failure: { readonly error: string } | null;
}

const ofName = (name: string) => ({ items: [{ name }] });

const ADA = { kind: 'person', name: 'Ada' };

describe('on an EventStoreDB server that others use too (the protocol double)', () => {
  let started: StartedDouble;
  let others: EventStoreDBClient;
  let services: InProcessService[];

  const start = async (prefix = 'dossier.') => {
    const service = await InProcessService.start({
      DOSSIER_EVENT_STORE: started.double.connectionString,
      DOSSIER_STREAM_PREFIX: prefix,
    });
    services.push(service);
    return service;
  };

  beforeEach(async () => {
    services = [];
    started = await startDouble();
    others = EventStoreDBClient.connectionString(started.double.connectionString);
  });

  afterEach(async () => {
    for (const service of services) await service.stop();
    await others.dispose();
    await started.dispose();
  });

  const problemIn = (answer: Answer) => {
    const { code, detail } = answer.json<{ code: string; detail: string }>();
    return { status: answer.status, code, detail };
  };

  const statuses = async (service: InProcessService) =>
    (await service.get('/v1/projections')).json<{ items: Status[] }>().items;

  /** Once the read model has got there: a busy machine may take longer than a query waits. */
  const customers = async (service: InProcessService) => {
    let answer: Answer | undefined;
    await until('the directory is there', async () => {
      answer = await service.get('/v1/customers');
      return answer.status === 200;
    });
    return answer?.json();
  };

  it('two services with two prefixes see their own events alone', async () => {
    await others.appendToStream('shop-1', jsonEvent({ type: 'OrderPlaced', data: { total: 'much' } }));
    await others.appendToStream('order-1', jsonEvent({ type: 'OrderPlaced', data: { total: 'more' } }));
    await others.appendToStream('order-2', binaryEvent({ type: 'OrderPlaced', data: Buffer.from([0, 255]) }));
    await others.appendToStream('order-3', jsonEvent({ type: '$>', data: '0@order-1' }));
    await others.deleteStream('order-2');
    await others.tombstoneStream('order-1');
    const [one, two] = [await start('one.'), await start('two.')];
    await one.accepted('/v1/customers', ADA);
    await two.accepted('/v1/customers', { kind: 'person', name: 'Grace' });
    expect(await customers(one)).toMatchObject(ofName('Ada'));
    expect(await customers(two)).toMatchObject(ofName('Grace'));
    for (const service of [one, two]) {
      expect((await statuses(service)).filter(({ failure }) => failure !== null)).toEqual([]);
    }
  });

  it.each([
    ['what another service wrote', 'OrderShipped', {}, 'no context defines'],
    [
      'what looks like ours without our metadata',
      'CustomerDetailsChanged',
      {},
      'not written by this service',
    ],
    ['what a newer version wrote', 'CustomerDetailsChanged', { schemaVersion: 99 }, 'newer version'],
  ])('%s in a stream of ours is named, and never passed over', async (_, type, metadata, why) => {
    const service = await start();
    const id = await service.accepted('/v1/customers', ADA);
    await others.appendToStream(`dossier.customer-${id}`, jsonEvent({ type, data: {}, metadata }));
    const command = await service.post(`/v1/customers/${id}/tags`, { tags: ['vip'] });
    expect(problemIn(command)).toMatchObject({ status: 503, code: 'unknown-event-type' });
    expect(problemIn(command).detail).toContain(`event 1 of customer-${id}, of type ${type},`);
    expect(problemIn(command).detail).toContain(why);
    await until('a projection is stopped', async () =>
      (await statuses(service)).some(({ name, state }) => name === 'directory' && state === 'stopped'),
    );
    const stopped = (await statuses(service)).filter(({ state }) => state === 'stopped');
    expect(stopped.every(({ failure }) => failure?.error.includes(`event 1 of customer-${id}`))).toBe(true);
    expect(stopped.map(({ name }) => name)).not.toContain('orders');
  });

  it.each([
    [
      'cut by $tb',
      (stream: string) => others.setStreamMetadata(stream, { truncateBefore: 1 }),
      'it begins at revision 1',
    ],
    [
      'cut by $maxCount',
      (stream: string) => others.setStreamMetadata(stream, { maxCount: 1 }),
      'it begins at revision 1',
    ],
    ['deleted', (stream: string) => others.deleteStream(stream), 'none of its events is left'],
    ['given a tombstone', (stream: string) => others.tombstoneStream(stream), 'none of its events is left'],
  ])(
    'a stream of ours that was %s is an error by its name, and read models keep what they have',
    async (_, cut, left) => {
      const service = await start();
      const id = await service.accepted('/v1/customers', ADA);
      await service.accepted(`/v1/customers/${id}/tags`, { tags: ['vip'] });
      expect(await customers(service)).toMatchObject(ofName('Ada'));
      await service.get(`/v1/audit/customers/${id}/history`);
      await cut(`dossier.customer-${id}`);
      const answers = [
        await service.post(`/v1/customers/${id}/tags`, { tags: ['late'] }),
        await service.get(`/v1/audit/customers/${id}/history`),
        await service.get(`/v1/audit/customers/${id}/state`),
      ];
      const detail = `Events of customer-${id} are missing: ${left}`;
      for (const answer of answers) {
        expect(problemIn(answer)).toMatchObject({ status: 500, code: 'events-missing' });
        expect(problemIn(answer).detail).toContain(detail);
      }
      expect(await customers(service)).toMatchObject(ofName('Ada'));
    },
  );
});

describe.each([
  ['the embedded store', false],
  ['EventStoreDB (the protocol double)', true],
])('a used idempotency key, on %s', (_, onServer) => {
  let started: StartedDouble;
  let service: InProcessService;

  beforeEach(async () => {
    started = await startDouble();
    const eventStore = onServer ? { DOSSIER_EVENT_STORE: started.double.connectionString } : {};
    service = await InProcessService.start(eventStore);
  });

  afterEach(async () => {
    await service.stop();
    await started.dispose();
  });

  it('is answered 422 with another body, and as a repetition with the same', async () => {
    const key = { 'idempotency-key': 'one' };
    const first = await service.post('/v1/customers', ADA, key);
    expect(first.json()).toMatchObject({ outcome: 'appended' });
    const again = await service.post('/v1/customers', ADA, key);
    expect(again.json()).toEqual({ ...first.json<object>(), outcome: 'repeated' });
    const other = await service.post('/v1/customers', { kind: 'person', name: 'Grace' }, key);
    expect(other.status).toBe(422);
    expect(other.json()).toMatchObject({ code: 'command-id-reused' });
  });
});
