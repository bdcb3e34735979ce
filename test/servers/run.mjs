/**
 * Runs every spec that has a store to choose on the servers named by EVENTSTOREDB_URL and MONGODB_URL, and says first what it
 * runs on. Each test has streams and a database of its own there, so that runs on a shared server don't meet. Further arguments are Jest's; patterns of files among them take the place of all those specs.
 */
import { spawnSync } from 'node:child_process';

const SPECS = [
  'libs/event-sourcing/event-store/eventstoredb',
  'libs/event-sourcing/read-store/mongodb',
  'libs/event-sourcing/projections/(projection-runner|takeovers|verifier)',
  'libs/event-sourcing/consumers/consumer-group',
  'libs/event-sourcing/reactions/reaction-runner',
  'test/e2e/(audit|bad-input|command-batch|configured-stores|customer-details|deal-orders|external-ids)',
  'test/e2e/(history-complete|kill|made-ids|metrics|overdue-follow-ups|rebuild|mongodb|frozen-projector)',
  'test/import/(cdnow|crm-sales)',
];

const named = (what, url, without) => {
  const said = url ? `the server at ${new URL(url).host}` : without;
  process.stdout.write(`${what}: ${said}\n`);
  return Boolean(url);
};

const { EVENTSTOREDB_URL, MONGODB_URL } = process.env;
const any = [
  named(
    'EventStoreDB',
    EVENTSTOREDB_URL,
    'LEFT OUT, EVENTSTOREDB_URL is not set: services on the embedded event store, the adapter on the protocol double',
  ),
  named('MongoDB', MONGODB_URL, 'LEFT OUT, MONGODB_URL is not set: the embedded read store'),
].some(Boolean);
if (!any) {
  process.stderr.write('Name a server by EVENTSTOREDB_URL or MONGODB_URL.\n');
  process.exit(1);
}

const given = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    '--import',
    './test/support/register-ts.mjs',
    'node_modules/jest/bin/jest.js',
    '--runInBand',
    ...given,
    ...(given.some((argument) => !argument.startsWith('-')) ? [] : SPECS),
  ],
  { stdio: 'inherit', env: { ...process.env, DOSSIER_TEST_ON_SERVERS: '1' } },
);
process.exit(status ?? 1);
