import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { loadConfig, runningServiceOf } from '../../libs/platform/index.js';
import { dossier } from '../cli/run-cli.js';
import { ServiceProcess } from '../support/service.process.js';
import { runTs } from '../support/spawn-ts.js';

const LONG_TEST = 180_000;
const { PATH } = process.env;

describe('a service on embedded folders', () => {
  let folder: string;
  let service: ServiceProcess;
  let data: readonly string[];
  let customerId: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    data = ['--data', folder];
    service = await ServiceProcess.start('standalone', folder);
    ({ id: customerId } = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' }));
  }, LONG_TEST);

  afterAll(async () => {
    await service.kill();
  });

  it.each(['standalone', 'command-api', 'query-api', 'projector'])(
    'is the only one there: a %s ends with exit code 1 and a sentence that names it',
    async (app) => {
      const main = new URL(`../../apps/${app}/main.ts`, import.meta.url);
      const run = await runTs(main, { env: { PATH, DOSSIER_DATA: folder, DOSSIER_PORT: '0' } });
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr.trimEnd().split('\n')).toEqual([
        expect.stringMatching(
          `^${app} did not start: process ${service.pid ?? 0} at ${service.address} writes to ${folder}/(events|read-models), `,
        ),
      ]);
    },
    LONG_TEST,
  );

  it('is found by its folder', async () => {
    expect(await runningServiceOf(loadConfig({ DOSSIER_DATA: folder }))).toBe(service.address);
    expect(await runningServiceOf(loadConfig({ DOSSIER_DATA: join(folder, 'other') }))).toBeUndefined();
  });

  it(
    'lets the command line read beside it, with what it has just been told',
    async () => {
      await service.accepted(`/v1/customers/${customerId}/details`, { region: 'EMEA' });
      const got = await dossier('get', `/v1/customers/${customerId}`, '--json', ...data);
      expect(got).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(got.stdout)).toMatchObject({ name: 'Ada', region: 'EMEA' });
      for (const command of ['history', 'replay']) {
        const run = await dossier(command, customerId, '--json', ...data);
        expect(run).toMatchObject({ code: 0, stderr: '' });
        expect(run.stdout.trimEnd().split('\n')).toHaveLength(2);
      }
      expect(await dossier('reactions', ...data)).toMatchObject({
        code: 0,
        stdout: 'Nothing was refused.\n',
      });
    },
    LONG_TEST,
  );

  it(
    'builds a projection anew when the command line asks',
    async () => {
      const rebuilt = await dossier('projections', 'rebuild', 'directory', '--json', ...data);
      expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
      const built = expect.objectContaining({ name: 'directory', build: 1, role: 'active' });
      expect(JSON.parse(rebuilt.stdout)).toContainEqual(built);
      const status = await dossier('projections', 'status', '--json', ...data);
      expect(JSON.parse(status.stdout)).toContainEqual(built);
      expect(await dossier('projections', 'skip', 'directory', ...data)).toMatchObject({
        code: 1,
        stderr: 'dossier: directory is not stopped by any event; dossier projections status lists them\n',
      });
      const skipped = await service.post('/v1/projections/directory/skips', { position: '0' });
      expect(skipped.status).toBe(409);
      expect(skipped.json()).toMatchObject({ code: 'projection-not-stopped' });
    },
    LONG_TEST,
  );
});
