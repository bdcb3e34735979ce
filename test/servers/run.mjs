/**
 * Runs every spec that has a store to choose on the servers named by EVENTSTOREDB_URL and MONGODB_URL. It says at its
 * start and its end what it ran on and what it left out. Each test has streams and a database of its own there, so that
 * runs on a shared server don't meet. Further arguments are Jest's; patterns of files among them take the place of all
 * those specs.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const SPECS = [
  'libs/event-sourcing/commands/command-engine.stores',
  'libs/event-sourcing/event-store/eventstoredb',
  'libs/event-sourcing/read-store/mongodb',
  'libs/event-sourcing/projections/(projection-runner|takeovers|verifier)',
  'libs/event-sourcing/consumers/consumer-group',
  'libs/event-sourcing/reactions/reaction-runner',
  'test/e2e/(audit|bad-input|command-batch|configured-stores|customer-details|deal-orders|external-ids)',
  'test/e2e/(history-complete|kill|made-ids|metrics|overdue-follow-ups|rebuild|mongodb|frozen-projector|takeovers|two-command-apis)',
  'test/import/(cdnow|crm-sales)',
];

const { EVENTSTOREDB_URL, MONGODB_URL } = process.env;

const servers = [
  [
    'EventStoreDB',
    EVENTSTOREDB_URL,
    'LEFT OUT, EVENTSTOREDB_URL is not set: services on the embedded event store, the adapter on the protocol double',
  ],
  ['MongoDB', MONGODB_URL, 'LEFT OUT, MONGODB_URL is not set: the embedded read store'],
];

const say = (line) => process.stdout.write(`${line}\n`);

const sayWhatItRunsOn = () => {
  for (const [what, url, without] of servers)
    say(`${what}: ${url ? `the server at ${new URL(url).host}` : without}`);
};

if (!EVENTSTOREDB_URL && !MONGODB_URL) {
  process.stderr.write('Name a server by EVENTSTOREDB_URL or MONGODB_URL.\n');
  process.exit(1);
}
sayWhatItRunsOn();

const folder = mkdtempSync(join(tmpdir(), 'dossier-servers-'));
const report = join(folder, 'report.json');
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
    // On a server that holds much already, a subscription from the beginning takes long to get through.
    '--testTimeout=180000',
    '--json',
    `--outputFile=${report}`,
    ...given,
    ...(given.some((argument) => !argument.startsWith('-')) ? [] : SPECS),
  ],
  { stdio: 'inherit', env: { ...process.env, TEST_ON_SERVERS: '1' } },
);

/** What each file came to, and each test that was not run. */
const sayWhatWasRun = ({ testResults, numPassedTests, numFailedTests }) => {
  for (const { name, startTime, endTime, assertionResults } of testResults) {
    const of = (...states) => assertionResults.filter(({ status }) => states.includes(status));
    const leftOut = of('pending', 'todo', 'skipped', 'disabled');
    const seconds = Math.round((endTime - startTime) / 1_000);
    const counts = `${of('passed').length} passed, ${of('failed').length} failed, ${leftOut.length} left out`;
    say(`${relative(process.cwd(), name)}: ${counts} (${seconds} s)`);
    for (const { fullName } of leftOut) say(`  LEFT OUT: ${fullName}`);
  }
  say(`${numPassedTests} passed, ${numFailedTests} failed, on`);
};

try {
  sayWhatWasRun(JSON.parse(readFileSync(report, 'utf8')));
} catch {
  say('It was ended before it was done, on');
}
sayWhatItRunsOn();
rmSync(folder, { recursive: true, force: true });
process.exit(status ?? 1);
