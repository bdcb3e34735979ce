import { expect, it } from '@jest/globals';
import { open } from 'lmdb';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { dossier } from './run-cli.js';

it('dossier get finishes the stores of a service that was killed while it made them', async () => {
  const folder = temporaryFolder();
  for (const name of ['events', 'read-models']) {
    const path = join(folder, name);
    mkdirSync(path);
    await open({ path, noSubdir: false, overlappingSync: name === 'read-models' }).close();
  }
  const run = await dossier('get', '/v1/customers', '--data', folder);
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ items: [] });
}, 180_000);
