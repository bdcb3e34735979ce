import { afterEach, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { scopes as allScopes } from '../../libs/platform/index.js';
import { dossier } from '../cli/run-cli.js';
import { ServiceProcess } from '../support/service.process.js';
import { authorizationFor } from '../support/tokens.js';
import { until } from '../support/until.js';

const LONG_TEST = 240_000;
const REACTION = 'external-id-claims';

/** Changes the text of the record at a place of a log that nobody has open. */
const change = async (folder: string, place: number, from: string, to: string): Promise<void> => {
  const root = openLmdb({ path: join(folder, 'events'), noSubdir: false });
  const log = root.openDB<string, number>('log', { encoding: 'string' });
  const record = log.get(place) ?? '';
  expect(record).toContain(from);
  await log.put(place, record.replace(from, to));
  await root.close();
};

describe('a reaction that meets a damaged event', () => {
  let service: ServiceProcess;

  afterEach(async () => {
    await service.kill();
  });

  it(
    'stops by its name, in status and readiness, and goes on once the command line tells it to',
    async () => {
      const folder = temporaryFolder();
      service = await ServiceProcess.start('standalone', folder);
      const ada = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' });
      await service.stop();
      await change(folder, Number(ada.position), '"person"', '"persoN"');
      // So that it comes to the event once more.
      await rm(join(folder, 'read-models'), { recursive: true });

      service = await ServiceProcess.start('standalone', folder);
      const found = async () => {
        const { items } = (await service.get('/v1/reactions')).json();
        return (items as { name: string; state: string }[]).find(({ name }) => name === REACTION);
      };
      await until('the reaction stopped', async () => (await found())?.state === 'stopped');
      const failure = { stream: `customer-${ada.id}`, revision: 0, position: ada.position };
      expect(await found()).toMatchObject({ kind: 'reaction', failure });
      const scopes = allScopes.filter((scope) => scope !== 'pii:read');
      const withoutPii = await authorizationFor(folder, { scopes });
      const masked = (await service.get('/v1/reactions', withoutPii)).json().items as { failure: unknown }[];
      expect(masked.flatMap((item) => item.failure ?? [])).toEqual([
        expect.objectContaining({ ...failure, error: '…' }),
      ]);
      const ready = await service.get('/health/ready');
      expect(ready.status).toBe(503);
      expect(String(ready.json().detail)).toContain(
        `reaction ${REACTION}: stopped before the event at position ${ada.position} (event 0 of customer-${ada.id})`,
      );

      const data = ['--data', folder];
      const status = await dossier('reactions', 'status', ...data);
      expect(status.stdout).toMatch(new RegExp(`${REACTION}\\W+reaction\\W+stopped`));
      const elsewhere = await dossier('reactions', 'skip', REACTION, '--position', '9', ...data);
      expect(elsewhere).toMatchObject({ code: 1, stdout: '' });
      expect(elsewhere.stderr).toContain(`${REACTION} is not stopped at position 9`);
      const skipping = ['--position', ada.position, '--json'];
      const skipped = await dossier('reactions', 'skip', REACTION, ...skipping, ...data);
      expect(skipped).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(skipped.stdout)).toMatchObject([
        {
          name: REACTION,
          state: 'live',
          skips: [{ position: ada.position, by: expect.stringContaining('local') }],
        },
      ]);
      const later = await service.get('/health/ready');
      expect(String(later.json().detail)).not.toContain(`reaction ${REACTION}`);
    },
    LONG_TEST,
  );
});
