import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { ServiceProcess } from '../support/service.process.js';
import { until } from '../support/until.js';

const LONG_TEST = 180_000;

describe('read models that are built from nothing', () => {
  let folder: string;
  let id: string;
  let service: ServiceProcess;

  beforeAll(async () => {
    folder = temporaryFolder();
    const commands = await ServiceProcess.start('command-api', folder);
    id = (await commands.accepted('/v1/customers', { kind: 'person', name: 'Ada' })).id;
    await commands.stop();
    // No projector runs here: nothing is built as long as it lasts.
    service = await ServiceProcess.start('query-api', folder);
  }, LONG_TEST);

  afterAll(async () => {
    await service.kill();
  });

  it(
    'say so instead of having nothing',
    async () => {
      const paths = ['/v1/customers', `/v1/customers/${id}`, '/v1/orders', `/v1/orders/${id}`];
      for (const answer of await Promise.all(paths.map((path) => service.get(path)))) {
        expect({ status: answer.status, body: answer.json() }).toMatchObject({
          status: 503,
          body: { code: 'read-model-building' },
        });
        expect(answer.headers.get('retry-after')).toBe('1');
      }
    },
    LONG_TEST,
  );

  it(
    'answer once they have been built',
    async () => {
      await service.stop();
      service = await ServiceProcess.start('standalone', folder);
      await until('the list is there', async () => (await service.get('/v1/customers')).status === 200);
      expect((await service.get('/v1/customers')).json()).toMatchObject({ items: [{ customerId: id }] });
      expect((await service.get('/v1/orders')).json()).toMatchObject({ items: [] });
    },
    LONG_TEST,
  );
});
