import { beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { dossier } from '../cli/run-cli.js';
import { ServiceProcess } from '../support/service.process.js';
import { runTs } from '../support/spawn-ts.js';

const LONG_TEST = 180_000;
const { PATH } = process.env;

describe('read models beside another log than they were built from', () => {
  let folder: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    const service = await ServiceProcess.start('standalone', folder);
    const ada = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' });
    expect((await service.getAfter(ada.position, '/v1/customers')).status).toBe(200);
    await service.stop();
    rmSync(join(folder, 'events'), { recursive: true });
  }, LONG_TEST);

  it.each(['standalone', 'projector', 'query-api', 'command-api'])(
    'have the start of a %s refused by one sentence',
    async (app) => {
      const main = new URL(`../../apps/${app}/main.ts`, import.meta.url);
      const run = await runTs(main, { env: { PATH, DOSSIER_DATA: folder, DOSSIER_PORT: '0' } });
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr.trimEnd().split('\n')).toEqual([
        expect.stringMatching(
          `^${app} did not start: embedded:${folder}/read-models does not belong to embedded:${folder}/events: ` +
            '.*the event store is empty.*--rebuild-read-models',
        ),
      ]);
    },
    LONG_TEST,
  );

  it(
    'are not read by the command line either',
    async () => {
      const run = await dossier('get', '/v1/customers', '--data', folder);
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toContain('does not belong to');
    },
    LONG_TEST,
  );

  it(
    'are built anew when that was asked for',
    async () => {
      const service = await ServiceProcess.start('standalone', folder, {
        DOSSIER_REBUILD_READ_MODELS: 'true',
      });
      const lin = await service.accepted('/v1/customers', { kind: 'person', name: 'Lin' });
      const listed = await service.getAfter(lin.position, '/v1/customers');
      expect(listed.json()).toMatchObject({ items: [{ name: 'Lin' }] });
      expect((await service.get('/health/ready')).status).toBe(200);
      await service.stop();
    },
    LONG_TEST,
  );
});
