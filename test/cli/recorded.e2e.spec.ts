import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { exitOf, onLine, spawnTs } from '../support/spawn-ts.js';
import { ServiceProcess } from '../support/service.process.js';
import { dossier } from './run-cli.js';

const HOLDER = new URL('../processes/folder-holder.ts', import.meta.url);
const LONG_TEST = 600_000;

interface Access {
  readonly actor: string;
  readonly client: string;
  readonly operation: string;
}

describe('the command line on a folder that no service runs on', () => {
  const folder = temporaryFolder();
  const data = ['--json', '--data', folder, '--patience', '500'];
  let id = '';

  beforeAll(async () => {
    const service = await ServiceProcess.start('standalone', folder);
    ({ id } = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' }));
    await service.stop();
  }, LONG_TEST);

  const looksAt = async (): Promise<string[]> => {
    const { stdout } = await dossier('access', '--customer', id, ...data);
    const { items } = JSON.parse(stdout) as { items: Access[] };
    return items.map(({ actor, client, operation }) => `${operation} by ${actor}@${client}`);
  };

  const allRun = async (looks: readonly string[][]) => {
    const runs = await Promise.all(looks.map((look) => dossier(...look, ...data)));
    expect(runs).toMatchObject(looks.map(() => ({ code: 0, stderr: '' })));
    return runs;
  };

  it(
    'records each look at a person’s data, also where eight commands look at once',
    async () => {
      const looks = Array.from({ length: 4 }, () => [
        ['get', `/v1/customers/${id}`],
        ['history', id],
      ]).flat();
      for (const { stdout } of await allRun(looks)) expect(stdout).toContain('Ada');
      const half = Array.from({ length: 4 });
      expect((await looksAt()).sort()).toEqual([
        ...half.map(() => 'getCustomer by local@local'),
        ...half.map(() => 'getHistory by local@local'),
      ]);
    },
    LONG_TEST,
  );

  it(
    'records what a scan of the log shows, also while a service runs',
    async () => {
      const before = await looksAt();
      await allRun([['history', id, '--scan']]);
      expect(await looksAt()).toHaveLength(before.length + 1);
      const service = await ServiceProcess.start('standalone', folder);
      const [scan] = await allRun([['history', id, '--scan']]);
      expect(scan?.stdout).toContain('Ada');
      await service.stop();
      expect(await looksAt()).toHaveLength(before.length + 2);
    },
    LONG_TEST,
  );

  it(
    'makes the key that documents are signed by, where there is none yet',
    async () => {
      const [made] = await allRun([['get', '/v1/privacy/signing-key']]);
      expect(made?.stdout).toContain('BEGIN PUBLIC KEY');
      const [again] = await allRun([['get', '/v1/privacy/signing-key']]);
      expect(again?.stdout).toBe(made?.stdout);
    },
    LONG_TEST,
  );

  it(
    'needs nothing for itself where it shows nobody',
    async () => {
      await looksAt();
      const holder = spawnTs(HOLDER, [join(folder, 'events')]);
      await new Promise<void>((printed) => {
        onLine(holder, () => {
          printed();
        });
      });
      await allRun([['get', '/v1/analytics/purchases?groupBy=month']]);
      const { code, stdout, stderr } = await dossier(
        'history',
        id,
        '--json',
        '--data',
        folder,
        '--patience',
        '1',
      );
      holder.kill('SIGKILL');
      await exitOf(holder);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(`process ${holder.pid ?? 0} writes to`);
    },
    LONG_TEST,
  );
});
