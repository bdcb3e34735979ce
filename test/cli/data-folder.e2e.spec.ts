import { expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { runTs } from '../support/spawn-ts.js';

const MAIN = new URL('../../apps/cli/main.ts', import.meta.url);
const { PATH } = process.env;

it('takes the address of a service for no data folder, and makes none', async () => {
  const environment = { PATH, DOSSIER_DATA: 'http://127.0.0.1:3000' };
  const run = await runTs(MAIN, { env: environment, args: ['token'] });
  expect(run).toMatchObject({ code: 1, stdout: '' });
  expect(run.stderr).toBe(
    'dossier: DOSSIER_DATA must be a folder; the address of a service goes into DOSSIER_URL or --url; it is "http://127.0.0.1:3000"\n',
  );
  expect(existsSync('http:')).toBe(false);
}, 60_000);
