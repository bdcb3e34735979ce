import { beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectionOfBuild, temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { EmbeddedReadStore } from '../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';
import { buildStates } from '../../libs/event-sourcing/core.js';
import { directory } from '../../libs/customers/read-models/directory.projection.js';
import { dossier } from './run-cli.js';

const MINUTE = 60_000;

const MAPPING = `
name: people
input: { format: csv }
commands:
  - command: RegisterCustomer
    id: { derivedId: ['{name}'] }
    body: { kind: person, name: '{name}', occurredAt: 2026-01-01T00:00:00Z }
`;

describe('a projection whose holder gets stuck', () => {
  let folder: string;
  let data: readonly string[];
  beforeAll(async () => {
    folder = temporaryFolder();
    data = ['--data', join(folder, 'data')];
    await writeFile(join(folder, 'people.yaml'), MAPPING);
    await bringIn('Ada');
    expect(await dossier('get', '/v1/customers', '--json', ...data)).toMatchObject({ code: 0 });
  }, MINUTE);

  const bringIn = async (name: string): Promise<void> => {
    const file = join(folder, 'people.csv');
    await writeFile(file, `name\n${name}\n`);
    const run = await dossier('import', file, '--mapping', join(folder, 'people.yaml'), ...data);
    expect(run.code).toBe(0);
  };

  /** Another process has the lease of a build, and never lets go of it; with 0 it does. */
  const hold = async (build: number, expiresAt = Number.MAX_SAFE_INTEGER): Promise<void> => {
    const store = await EmbeddedReadStore.open(join(folder, 'data', 'read-models'));
    const { name, version } = directory;
    const fields = { projection: name, version, build, owner: 'stuck', epoch: 9, expiresAt, failure: null };
    await buildStates(store).updateOne(
      { _id: collectionOfBuild(name, { version, build }) },
      { $set: { ...fields, state: 'catching-up' } },
      { upsert: true },
    );
    await store.close();
  };

  it(
    'is named by every command that waits for it, which fails',
    async () => {
      await hold(0);
      await bringIn('Lin');
      for (const command of [
        ['get', '/v1/customers'],
        ['history', '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11'],
        ['projections', 'rebuild', 'directory', '--json'],
        ['projections', 'skip', 'directory'],
      ]) {
        const run = await dossier(...command, '--patience', '1', ...data);
        expect(run).toMatchObject({ code: 1, stdout: '' });
        expect(run.stderr).toMatch(
          new RegExp(
            `^dossier: directory \\(version ${directory.version}\\.0, catching-up, at position \\d+\\) ` +
              'came no further for 1 s\\. .*"dossier projections status".*\\n$',
          ),
        );
      }
      await hold(0, 0);
      const { stdout } = await dossier('get', '/v1/customers?name=lin', '--json', ...data);
      expect(JSON.parse(stdout)).toMatchObject({ items: [{ name: 'Lin' }] });
    },
    2 * MINUTE,
  );

  it(
    'is named while it is built anew, and the rebuild goes on once another process can',
    async () => {
      await hold(1);
      const run = await dossier('projections', 'rebuild', 'directory', '--patience', '1', '--json', ...data);
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toContain(
        `the next build of directory (version ${directory.version}.1, catching-up, before the first event)`,
      );
      await hold(1, 0);
      const again = await dossier('projections', 'rebuild', 'directory', '--json', ...data);
      expect(JSON.parse(again.stdout)).toContainEqual(
        expect.objectContaining({ name: 'directory', build: 1, role: 'active' }),
      );
    },
    2 * MINUTE,
  );
});
