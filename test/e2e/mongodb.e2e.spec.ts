import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { type FaultyProxy } from '../support/faulty.proxy.js';
import { dropDatabase, mongoUrl, ownDatabase, proxied } from '../support/mongodb.js';
import { ServiceProcess } from '../support/service.process.js';
import { until } from '../support/until.js';

const LONG_TEST = 120_000;

if (mongoUrl === undefined) {
  it.todo('the service while MongoDB is out of reach (needs MONGODB_URL)');
} else {
  const database = ownDatabase(mongoUrl);

  describe('the service while MongoDB is out of reach', () => {
    let proxy: FaultyProxy;
    let service: ServiceProcess;

    beforeAll(async () => {
      const opened = await proxied(database);
      proxy = opened.proxy;
      service = await ServiceProcess.start('standalone', temporaryFolder(), {
        DOSSIER_READ_STORE: opened.url,
      });
      const { position } = await service.accepted('/v1/customers', { kind: 'person', name: 'Anna' });
      expect((await service.getAfter(position, '/v1/customers')).status).toBe(200);
    }, LONG_TEST);

    afterAll(async () => {
      await service.kill();
      await proxy.close();
      await dropDatabase(database);
    });

    it(
      'answers queries 503 with Retry-After, readiness by what it knows, and commands; then goes on by itself',
      async () => {
        proxy.halfOpen();
        await until('readiness says so', async () => (await service.get('/health/ready')).status === 503);
        expect((await service.get('/health/ready')).text).toContain('read store: ');
        expect((await service.get('/health/live')).status).toBe(200);
        const answer = await service.get('/v1/customers');
        expect([answer.status, answer.json().code]).toEqual([503, 'read-store-unavailable']);
        expect(answer.headers.get('retry-after')).toBe('1');
        const { position } = await service.accepted('/v1/customers', { kind: 'person', name: 'Bo' });
        proxy.restore();
        await until('readiness is back', async () => (await service.get('/health/ready')).status === 200);
        await until('the read model goes on', async () => {
          const { status } = await service.get('/v1/customers', { 'dossier-min-position': position });
          return status === 200;
        });
      },
      LONG_TEST,
    );

    it(
      'ends when told to, though nothing answers',
      async () => {
        proxy.halfOpen();
        // 1 says that it did not wait for the read store to be closed.
        expect([0, 1]).toContain((await service.stop()).code);
      },
      LONG_TEST,
    );
  });
}
