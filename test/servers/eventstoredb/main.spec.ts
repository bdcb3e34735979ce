import { expect, it } from '@jest/globals';
import { temporaryFolder } from '../../../libs/event-sourcing/testing.js';
import { appended, newEvents } from '../../../libs/event-sourcing/event-store/contract.fixture.js';
import { EventStoreDbEventStore } from '../../../libs/event-sourcing/event-store/eventstoredb/eventstoredb.event-store.js';
import { exitOf, onLine, spawnTs } from '../../support/spawn-ts.js';

it('serves a folder as EventStoreDB would, in a process of its own, until it is told to stop', async () => {
  const folder = temporaryFolder();
  const server = spawnTs(new URL('main.ts', import.meta.url), ['--folder', folder, '--port', '0']);
  try {
    const line = await new Promise<string>((resolve) => {
      onLine(server, resolve);
    });
    const [connectionString = ''] = /esdb:\S+/.exec(line) ?? [];
    const store = await EventStoreDbEventStore.connect(connectionString);
    appended(await store.append('customer-1', newEvents(2), 'no-stream'));
    expect(await store.readStream('customer-1')).toHaveLength(2);
    await store.close();
    server.kill('SIGTERM');
    expect(await exitOf(server)).toEqual({ code: 0, signal: null });
  } finally {
    server.kill('SIGKILL');
  }
}, 30_000);
