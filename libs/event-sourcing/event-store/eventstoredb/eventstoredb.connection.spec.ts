import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import grpc from '@grpc/grpc-js';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { type StartedDouble, startDouble } from '../../../../test/servers/eventstoredb/double.fixture.js';
import { type DoubleOptions } from '../../../../test/servers/eventstoredb/eventstoredb-double.js';
import { appended, newEvent, newEvents } from '../contract.fixture.js';
import { EventStoreAccessError, EventStoreError, EventStoreUnavailableError } from '../event-store.port.js';
import { EventStoreDbEventStore } from './eventstoredb.event-store.js';

// Time is not what is tested; a machine may be busy.
jest.setTimeout(30_000);

const undone: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const undo of undone.splice(0).reverse()) await undo();
});

async function start(options: DoubleOptions = {}): Promise<StartedDouble['double']> {
  const started = await startDouble(options);
  undone.push(() => started.dispose());
  return started.double;
}

async function connect(connectionString: string): Promise<EventStoreDbEventStore> {
  const store = await EventStoreDbEventStore.connect(connectionString);
  undone.push(() => store.close());
  return store;
}

async function works(store: EventStoreDbEventStore): Promise<void> {
  appended(await store.append('customer-1', newEvents(1), 'no-stream'));
  expect(await store.readStream('customer-1')).toHaveLength(1);
}

describe('a connection', () => {
  it('finds the node of a cluster', async () => {
    const { port } = await start();
    await works(await connect(`esdb+discover://127.0.0.1:${port}?tls=false`));
  });

  it('finds the node of a cluster, though not all that are named answer', async () => {
    const { port } = await start();
    await works(await connect(`esdb://127.0.0.1:1,127.0.0.1:${port}?tls=false&gossipTimeout=1`));
  });

  it('is not available when no node can be found', async () => {
    const store = await EventStoreDbEventStore.connect(
      'esdb+discover://127.0.0.1:1?tls=false&maxDiscoverAttempts=1&discoveryInterval=1',
      { attempts: 2, delay: () => Promise.resolve() },
    );
    undone.push(() => store.close());
    await expect(store.readStream('customer-1')).rejects.toThrow(EventStoreUnavailableError);
    await expect(store.append('customer-1', newEvents(1), 'no-stream')).rejects.toThrow(
      EventStoreUnavailableError,
    );
  });

  it.each([
    'nonsense',
    'http://127.0.0.1:2113',
    'esdb://127.0.0.1:2113?tls=maybe',
    'esdb://127.0.0.1:2113?tlsCAFile=/nowhere/ca.pem',
    'esdb://127.0.0.1:2113?tls=false&throwOnAppendFailure=false',
  ])('is refused for %s', async (connectionString) => {
    await expect(EventStoreDbEventStore.connect(connectionString)).rejects.toThrow(EventStoreError);
  });
});

describe('what only EventStoreDB does', () => {
  it('knows a repeated event under the same expected revision only', async () => {
    const store = await connect((await start()).connectionString);
    const event = newEvent();
    appended(await store.append('customer-1', [event], 'no-stream'));
    expect(appended(await store.append('customer-1', [event], 0)).revision).toBe(1);
  });

  it('does not take the positions of another kind of store', async () => {
    const store = await connect((await start()).connectionString);
    await expect(store.readAll({ from: '0000000000000001', limit: 1 })).rejects.toThrow(EventStoreError);
  });

  it('finds head and events behind any number of system events', async () => {
    const double = await start();
    const store = await connect(double.connectionString);
    const { position } = appended(await store.append('customer-1', newEvents(1), 'no-stream'));
    double.writeSystemEvents(300);
    for (let look = 0; look < 2; look += 1) expect(await store.head()).toBe(position);
    expect(await store.readAll({ direction: 'backwards', limit: 1 })).toMatchObject([{ position }]);
    const next = appended(await store.append('customer-1', newEvents(1), 0));
    expect(await store.head()).toBe(next.position);
    expect(await store.readAll({ from: position, limit: 1 })).toMatchObject([{ position: next.position }]);
  });
});

const withOpenSsl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('openssl is missing: EventStoreDB over TLS was not tested\n');
    return false;
  }
})();

(withOpenSsl ? describe : describe.skip)('over TLS', () => {
  const folder = temporaryFolder();
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const server = (): DoubleOptions => ({
    login: 'dossier:secret',
    credentials: grpc.ServerCredentials.createSsl(null, [
      { private_key: readFileSync(key), cert_chain: readFileSync(certificate) },
    ]),
  });

  beforeAll(() => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key];
    execFileSync('openssl', [...args, '-out', certificate, ...subject], { stdio: 'ignore' });
  });

  it('sends the login of the connection string', async () => {
    const { port } = await start(server());
    await works(await connect(`esdb://dossier:secret@127.0.0.1:${port}?tlsCAFile=${certificate}`));
  });

  it('fails at once with a wrong login', async () => {
    const { port } = await start(server());
    const store = await connect(`esdb://dossier:wrong@127.0.0.1:${port}?tlsCAFile=${certificate}`);
    const failure = await store
      .append('customer-1', newEvents(1), 'no-stream')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EventStoreError);
    expect(failure).not.toBeInstanceOf(EventStoreUnavailableError);
    await expect(store.readStream('customer-1')).rejects.toThrow(EventStoreAccessError);
    const following = store.subscribe({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    await expect(following.next()).rejects.toThrow(EventStoreError);
  });

  it('does not trust a certificate that it was not told of', async () => {
    const { port } = await start(server());
    const store = await EventStoreDbEventStore.connect(`esdb://dossier:secret@127.0.0.1:${port}`, {
      attempts: 1,
    });
    undone.push(() => store.close());
    await expect(store.readStream('customer-1')).rejects.toThrow(EventStoreUnavailableError);
  });
});
