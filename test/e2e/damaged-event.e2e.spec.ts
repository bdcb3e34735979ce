import { afterEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { ServiceProcess } from '../support/service.process.js';
import { until } from '../support/until.js';

const LONG_TEST = 180_000;

interface Projection {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly failure: { readonly position: string; readonly stream: string } | null;
}

/** Changes the text of the record at a place of a log that nobody has open. */
const change = async (folder: string, place: number, from: string, to: string): Promise<void> => {
  const root = openLmdb({ path: join(folder, 'events'), noSubdir: false });
  const log = root.openDB<string, number>('log', { encoding: 'string' });
  const record = log.get(place) ?? '';
  expect(record).toContain(from);
  await log.put(place, record.replace(from, to));
  await root.close();
};

describe('a service with a damaged event in its log', () => {
  let service: ServiceProcess;

  afterEach(async () => {
    await service.kill();
  });

  const projections = async (): Promise<readonly Projection[]> =>
    (await service.get('/v1/projections')).json().items as readonly Projection[];

  it(
    'refuses what the event is needed for by its name, stops the projections at it until they may skip it, serves others',
    async () => {
      const folder = temporaryFolder();
      service = await ServiceProcess.start('standalone', folder);
      const register = (name: string) => service.accepted('/v1/customers', { kind: 'person', name });
      const [ada, bob] = [await register('Ada'), await register('Bob')];
      const lines = [{ product: 'Kettle', quantity: 1, amount: 1_000 }];
      const order = { customerId: ada.id, currency: 'EUR', lines };
      const placed = await service.accepted('/v1/orders', order);
      const historyOf = (id: string) =>
        service.getAfter(placed.position, `/v1/audit/customers/${id}/history`);
      expect((await historyOf(ada.id)).json().items).toHaveLength(2);
      await service.stop();
      await change(folder, Number(placed.position), '1000', '9000');

      service = await ServiceProcess.start('standalone', folder);
      const damaged = {
        status: 500,
        code: 'event-damaged',
        detail: expect.stringContaining(`Event 0 of order-${placed.id} at position ${placed.position}`),
      };
      const refund = await service.post(`/v1/orders/${placed.id}/refunds`, { amount: 5_000 });
      expect(refund.json()).toMatchObject(damaged);
      expect((await historyOf(ada.id)).json()).toMatchObject(damaged);
      expect((await historyOf(bob.id)).json().items).toHaveLength(1);

      expect((await service.post(`/v1/customers/${bob.id}/owner`, { owner: 'anna' })).status).toBe(200);
      const others = await service.accepted('/v1/orders', { ...order, customerId: bob.id });
      expect(others).toMatchObject({ outcome: 'appended' });

      await service.post('/v1/projections/purchases/rebuilds', {});
      const stopped = () =>
        projections().then((all) =>
          all.find(({ name, state }) => name === 'purchases' && state === 'stopped'),
        );
      await until('the rebuilt projection stopped', async () => (await stopped()) !== undefined);
      expect((await stopped())?.failure).toMatchObject({
        stream: `order-${placed.id}`,
        position: placed.position,
      });
      await until('readiness that says so', async () => {
        const ready = await service.get('/health/ready');
        const detail = String(ready.json().detail);
        return (
          ready.status === 503 &&
          detail.includes(`projection purchases: stopped before the event at position ${placed.position}`)
        );
      });
      const skip = { position: placed.position };
      expect((await service.post('/v1/projections/purchases/skips', skip)).status).toBe(202);
      await until('the projection going on', async () => {
        const all = (await projections()).filter(({ name }) => name === 'purchases');
        return all.some(({ role, state }) => role === 'active' && state === 'live') && !(await stopped());
      });
    },
    LONG_TEST,
  );
});
