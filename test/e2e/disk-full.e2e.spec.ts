import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { ServiceProcess } from '../support/service.process.js';
import { until } from '../support/until.js';

const LONG_TEST = 120_000;

const limited = (() => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('LEFT OUT: prlimit is missing, so no disk is seen to be full');
    return false;
  }
})();

/** No file of the process may be written beyond its first page: as when the disk is full. Undefined: as before. */
const limitFiles = ({ pid }: ServiceProcess, bytes: number | undefined): void => {
  execFileSync('prlimit', ['--pid', `${pid}`, `--fsize=${bytes ?? 'unlimited'}:unlimited`]);
};

(limited ? describe : describe.skip)('a service whose disk is full', () => {
  let service: ServiceProcess;
  let log: number;

  // Its log is a file on the same disk, and so can't be written either.
  beforeEach(async () => {
    const path = join(temporaryFolder(), 'log');
    log = openSync(path, 'a');
    truncateSync(path, 4096);
    service = await ServiceProcess.start('standalone', temporaryFolder(), {}, { stderr: log });
  }, LONG_TEST);

  afterEach(async () => {
    await service.kill();
    closeSync(log);
  });

  const register = (name: string) =>
    service.post('/v1/customers', { kind: 'person', name }, { 'idempotency-key': name });

  it(
    'says so to commands and to whoever asks whether it is ready, answers what it needn’t record, and is back by itself',
    async () => {
      const { position } = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' });
      const found = () => service.getAfter(position, '/v1/customers?name=ada');
      expect((await found()).status).toBe(200);

      limitFiles(service, 4096);
      const refused = await register('Bob');
      expect(refused.status).toBe(507);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(refused.json()).toMatchObject({ code: 'storage-full' });
      expect((await register('Bob')).status).toBe(507);
      const ready = await service.get('/health/ready');
      expect(ready.status).toBe(503);
      expect(ready.json().detail).toMatch(/storage of (events|keys): .*data\.mdb can't grow/);
      expect((await service.get('/v1/orders')).status).toBe(200);
      const unrecorded = await found();
      expect({ status: unrecorded.status, code: unrecorded.json().code }).toEqual({
        status: 503,
        code: 'access-not-recorded',
      });

      limitFiles(service, undefined);
      await until('ready again', async () => (await service.get('/health/ready')).status === 200);
      const taken = await register('Bob');
      expect(taken.status).toBe(201);
      expect((await found()).status).toBe(200);
    },
    LONG_TEST,
  );
});
