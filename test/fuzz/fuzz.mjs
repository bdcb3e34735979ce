/**
 * Runs Schemathesis, all checks on, against the standalone service on an empty folder, by its own OpenAPI document. Installs
 * Schemathesis into a virtual environment of its own (.venv) on the first run. Arguments go on to `schemathesis run`; with
 * none, a bounded run with a fixed seed. `--include-tag customers` or `--include-operation-id putCustomer` try a part, and how
 * many operations were left out is printed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');
const environment = join(root, '.venv');
const schemathesis = join(environment, 'bin/schemathesis');

const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  return status ?? 1;
};

const install = () => {
  const requirements = ['-r', join(import.meta.dirname, 'requirements.txt')];
  const steps = [
    ['python3', ['-m', 'venv', environment]],
    [join(environment, 'bin/pip'), ['install', '--quiet', ...requirements]],
  ];
  const failed = steps.find(([command, args]) => run(command, args) !== 0);
  if (failed) throw new Error(`could not install Schemathesis: ${failed[0]} failed`);
};

/** Starts the service on an empty folder; resolves with its address once it listens. */
const start = (folder) =>
  new Promise((listening, reject) => {
    const program = join(root, 'dist/apps/standalone/main.js');
    const env = { ...process.env, DOSSIER_DATA: folder, DOSSIER_PORT: '0', DOSSIER_LOG_LEVEL: 'warn' };
    const service = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    service.once('exit', (code) =>
      reject(new Error(`the service ended with exit code ${code} before it listened`)),
    );
    createInterface({ input: service.stdout }).on('line', (line) => {
      const [address] = /http:\/\/\S+/.exec(line) ?? [];
      if (address) listening({ service, address });
    });
  });

/** A token for everything, by the key that the service has made in its folder. */
const tokenFor = (folder) => {
  const program = join(root, 'dist/apps/cli/main.js');
  const { stdout, status } = spawnSync(process.execPath, [program, 'token', '--data', folder], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('dossier token failed');
  return stdout.trim();
};

if (!existsSync(schemathesis)) install();
const folder = mkdtempSync(join(tmpdir(), 'dossier-fuzz-'));
const { service, address } = await start(folder);
const token = tokenFor(folder);
const ended = new Promise((done) => service.once('exit', done));
try {
  const given = process.argv.slice(2);
  const bounds = given.length > 0 ? given : ['--max-examples', '50', '--seed', '1'];
  const config = ['--config-file', join(import.meta.dirname, 'schemathesis.toml')];
  process.exitCode = run(schemathesis, [
    ...config,
    'run',
    `${address}/docs-json`,
    '--checks',
    'all',
    // A busy machine is slow to answer; a request that is never answered still fails.
    ...['--request-timeout', '60', '--max-response-time', '60'],
    '--header',
    `Authorization: Bearer ${token}`,
    ...bounds,
  ]);
  if (service.exitCode !== null) throw new Error('the service ended while it was fuzzed');
} finally {
  service.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
