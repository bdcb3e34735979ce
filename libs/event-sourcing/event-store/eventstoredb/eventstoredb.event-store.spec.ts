import { describe, it, jest } from '@jest/globals';
import { startDouble } from '../../../../test/servers/eventstoredb/double.fixture.js';
import { type EnrolledLog, eventStoreContract } from '../event-store.contract.js';
import { EventStoreDbEventStore } from './eventstoredb.event-store.js';

// Time is not what is tested; a machine may be busy.
jest.setTimeout(30_000);

async function enrol(connectionString: string, removeServer: () => Promise<void>): Promise<EnrolledLog> {
  const opened: EventStoreDbEventStore[] = [];
  const openAnother = async () => {
    const store = await EventStoreDbEventStore.connect(connectionString);
    opened.push(store);
    return store;
  };
  return {
    store: await openAnother(),
    openAnother,
    dispose: async () => {
      await Promise.all(opened.map((store) => store.close()));
      await removeServer();
    },
  };
}

eventStoreContract('eventstoredb, on the protocol double,', {
  startsEmpty: true,
  open: async () => {
    const started = await startDouble();
    return enrol(started.double.connectionString, () => started.dispose());
  },
});

const url = process.env.EVENTSTOREDB_URL;
if (url === undefined || url === '') {
  const leftOut = 'EVENTSTOREDB_URL is not set: the contract suite was not run on a real EventStoreDB server';
  process.stderr.write(`${leftOut}\n`);
  describe('eventstoredb, on a real server,', () => {
    it.skip(leftOut, () => undefined);
  });
} else {
  eventStoreContract(`eventstoredb, on ${new URL(url).host},`, {
    startsEmpty: false,
    open: () => enrol(url, () => Promise.resolve()),
  });
}
