import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { startDouble, type StartedDouble } from '../servers/eventstoredb/double.fixture.js';
import { FaultyProxy } from '../support/faulty.proxy.js';
import { ServiceProcess } from '../support/service.process.js';
import { until } from '../support/until.js';

const LONG_TEST = 120_000;
const ADA = { kind: 'person', name: 'Ada' };

describe('the service while EventStoreDB (the protocol double) is out of reach', () => {
  let started: StartedDouble;
  let network: FaultyProxy;
  let service: ServiceProcess;

  beforeAll(async () => {
    started = await startDouble();
    network = await FaultyProxy.start(started.double.port);
    service = await ServiceProcess.start('standalone', temporaryFolder(), {
      DOSSIER_EVENT_STORE: `esdb://127.0.0.1:${network.port}?tls=false`,
      DOSSIER_COMMAND_BUDGET: '2',
    });
    await readiness(200);
    const { position } = await service.accepted('/v1/customers', ADA);
    expect((await service.getAfter(position, '/v1/customers')).status).toBe(200);
  }, LONG_TEST);

  afterAll(async () => {
    await service.kill();
    await network.close();
    await started.dispose();
  });

  const readiness = (expected: number) =>
    until(`readiness is ${expected}`, async () => (await service.get('/health/ready')).status === expected);

  it.each(['swallow', 'cut', 'halfOpen'] as const)(
    'answers commands 503 with Retry-After, and queries without personal data; then goes on by itself, each command once (%s)',
    async (fault) => {
      const key = { 'idempotency-key': `during-${fault}` };
      const { items: before } = (await service.get('/v1/customers')).json();
      network[fault]();
      const refused = await service.post('/v1/customers', ADA, key);
      expect([refused.status, refused.json().code]).toEqual([503, 'event-store-unavailable']);
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      await readiness(503);
      expect((await service.get('/health/ready')).text).toContain('event store: ');
      expect((await service.get('/health/live')).status).toBe(200);
      expect((await service.get('/v1/analytics/purchases?groupBy=month')).status).toBe(200);
      // A look at personal data is an event.
      expect((await service.get('/v1/customers')).json()).toMatchObject({
        status: 503,
        code: 'access-not-recorded',
      });
      network.restore();
      await readiness(200);
      await service.accepted('/v1/customers', ADA, key);
      const { position } = await service.accepted('/v1/customers', ADA);
      const { items } = (await service.getAfter(position, '/v1/customers')).json();
      expect(items).toHaveLength((before as object[]).length + 2);
    },
    LONG_TEST,
  );

  it(
    'says so when its login may not read, in readiness and in place of the status of projections',
    async () => {
      started.double.faults.order('read', 'access-denied', 100_000);
      await readiness(503);
      const status = await service.get('/v1/projections');
      expect([status.status, status.json().code]).toEqual([503, 'event-store-access-denied']);
      started.double.faults.clear();
      await readiness(200);
    },
    LONG_TEST,
  );

  it(
    'ends when told to, though nothing answers',
    async () => {
      network.halfOpen();
      // 1 says that it did not wait for the event store to be closed.
      expect([0, 1]).toContain((await service.stop()).code);
    },
    LONG_TEST,
  );
});
