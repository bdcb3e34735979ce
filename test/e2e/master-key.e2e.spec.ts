import { describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { dossier } from '../cli/run-cli.js';
import { InProcessService } from '../support/in-process.service.js';
import { runTs } from '../support/spawn-ts.js';

const STANDALONE = new URL('../../apps/standalone/main.ts', import.meta.url);
const LONG = 120_000;
const { PATH } = process.env;

describe('the master key', () => {
  /** A data folder with a customer in it. */
  const filled = async () => {
    const folder = temporaryFolder();
    const service = await InProcessService.start({ DOSSIER_DATA: folder });
    const ada = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' });
    await service.stop();
    return { folder, ada, file: join(folder, 'master.key') };
  };
  const nameIn = async (folder: string, ada: string, settings: Record<string, string> = {}) => {
    const service = await InProcessService.start({ DOSSIER_DATA: folder, ...settings });
    const history = await service.get(`/v1/audit/customers/${ada}/state`);
    await service.stop();
    return history.json<{ customer: { state: { details: { name: string } } } }>().customer.state.details.name;
  };
  const startWith = (folder: string, settings: Record<string, string> = {}) =>
    runTs(STANDALONE, { env: { PATH, DOSSIER_DATA: folder, DOSSIER_PORT: '0', ...settings } });

  it(
    'is made for its owner alone, and a service without it, or with another, refuses to start and names the key store',
    async () => {
      const { folder, file } = await filled();
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const other = await startWith(folder, { DOSSIER_MASTER_KEY: 'ab'.repeat(32) });
      rmSync(file);
      const without = await startWith(folder);
      for (const { code, stdout, stderr } of [other, without]) {
        expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
        expect(stderr).toMatch(/did not start: The master key is .*\n$/);
        expect(stderr).toContain(`the key store embedded:${join(folder, 'keys')}`);
        expect(stderr).not.toContain('abababab');
      }
    },
    LONG,
  );

  it(
    'is rotated by a command, also again after an interruption, and everything is read as before',
    async () => {
      const { folder, ada, file } = await filled();
      const before = readFileSync(file, 'utf8');
      expect(await dossier('keys', 'rotate', '--data', folder)).toMatchObject({ code: 0, stderr: '' });
      const after = readFileSync(file, 'utf8');
      expect(after).not.toBe(before);
      expect(await nameIn(folder, ada)).toBe('Ada');
      const lost = await startWith(folder, { DOSSIER_MASTER_KEY: before });
      expect(lost.code).toBe(1);
    },
    LONG,
  );
});
