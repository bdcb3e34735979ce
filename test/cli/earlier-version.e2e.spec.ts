import { expect, it } from '@jest/globals';
import { join } from 'node:path';
import { collectionOfBuild, ProjectionRegistry, temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { EmbeddedReadStore } from '../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';
import { buildStates } from '../../libs/event-sourcing/core.js';
import { directory } from '../../libs/customers/read-models/directory.projection.js';
import { ServiceProcess } from '../support/service.process.js';
import { dossier } from './run-cli.js';

/** Has the build that serves be one of the version before, at the same position, without any documents. */
const serveEarlierVersion = async (folder: string): Promise<void> => {
  const store = await EmbeddedReadStore.open(join(folder, 'read-models'));
  const { name, version } = directory;
  const earlier = { version: version - 1, build: 0 };
  const states = buildStates(store);
  const [state] = await states.find({ _id: collectionOfBuild(name, { version, build: 0 }) });
  if (!state) throw new Error('the directory was never built');
  const { _id, ...rest } = { ...state, ...earlier };
  await states.updateOne({ _id: collectionOfBuild(name, earlier) }, { $set: rest }, { upsert: true });
  await states.deleteOne(_id);
  await new ProjectionRegistry(store).change(name, (record) => record && { ...record, active: earlier });
  await store.close();
};

it('read models of an earlier version are built anew before a command answers from them', async () => {
  const folder = temporaryFolder();
  const service = await ServiceProcess.start('standalone', folder);
  await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' });
  await service.stop();
  const asked = ['get', '/v1/customers', '--json', '--data', folder];
  expect(await dossier(...asked)).toMatchObject({ code: 0 });
  await serveEarlierVersion(folder);
  const { stdout } = await dossier(...asked);
  expect(JSON.parse(stdout)).toMatchObject({ items: [{ name: 'Ada' }] });
}, 180_000);
