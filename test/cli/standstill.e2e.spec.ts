import { beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectionOfBuild, ProjectionRegistry, temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { EmbeddedReadStore } from '../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';
import { buildStates } from '../../libs/event-sourcing/core.js';
import { directory } from '../../libs/customers/read-models/directory.projection.js';
import { dossier } from './run-cli.js';

const MINUTE = 60_000;
const NEXT_VERSION = directory.version + 1;

const MAPPING = `
name: people
input: { format: csv }
commands:
  - command: RegisterCustomer
    id: { derivedId: ['{name}'] }
    body: { kind: person, name: '{name}', occurredAt: 2026-01-01T00:00:00Z }
`;

describe('a projection that another version has taken over', () => {
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

  /** Has a build be another version's, which this one leaves alone, or with `own` again this version's. */
  const hold = async (build: number, { own = false } = {}): Promise<void> => {
    const store = await EmbeddedReadStore.open(join(folder, 'data', 'read-models'));
    const { name, version } = directory;
    const held = { version: own ? version : NEXT_VERSION, build };
    const role = build === 0 ? 'active' : 'next';
    await new ProjectionRegistry(store).change(
      name,
      (record) => record && { ...record, [role]: held, builds: build + 1 },
    );
    const state = { projection: name, ...held, state: 'catching-up', failure: null, owner: 'other' };
    const reached = build === 0 ? { position: '0000000000000000' } : {};
    if (!own)
      await buildStates(store).updateOne(
        { _id: collectionOfBuild(name, held) },
        { $set: { ...state, ...reached, released: false, epoch: 1, heartbeat: 1 } },
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
            `^dossier: directory \\(version ${NEXT_VERSION}\\.0, catching-up, at position \\d+\\) ` +
              'came no further for 1 s\\. .*"dossier projections status".*\\n$',
          ),
        );
      }
      await hold(0, { own: true });
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
        `the next build of directory (version ${NEXT_VERSION}.1, idle, before the first event)`,
      );
      await hold(1, { own: true });
      const again = await dossier('projections', 'rebuild', 'directory', '--json', ...data);
      expect(JSON.parse(again.stdout)).toContainEqual(
        expect.objectContaining({ name: 'directory', build: 1, role: 'active' }),
      );
    },
    2 * MINUTE,
  );
});
