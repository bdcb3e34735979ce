/**
 * Runs the README's commands as they stand there: every `sh` block, in order, in the repository's folder, with the data in a
 * folder of its own. A block that starts the service runs until the end, and those after it speak to it. What needs a
 * container engine is left out, and so is what is running already; both are said aloud.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');
const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].map(
  ([, text]) => text,
);

const leftOut = {
  'npm test': 'the tests have a step of their own',
  'docker compose up': 'there may be no container engine',
};

const data = mkdtempSync(join(tmpdir(), 'dossier-readme-'));
const env = { ...process.env, DOSSIER_DATA: data };
let service;

const start = (command) =>
  new Promise((listening, reject) => {
    service = spawn('bash', ['-c', `exec ${command}`], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    service.once('exit', (code) => reject(new Error(`${command} ended with exit code ${code}`)));
    createInterface({ input: service.stdout }).on('line', (line) => {
      if (line.includes('listens on')) listening();
    });
  });

const run = (text) => {
  // A curl that gets a refusal fails here, as a person would say that it did not work.
  const script = `set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; echo; }\n${text}`;
  const { status } = spawnSync('bash', ['-c', script], { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`exit code ${status}`);
};

try {
  for (const text of blocks) {
    const command = text.trim();
    process.stdout.write(`\n$ ${command}\n`);
    if (command in leftOut) process.stdout.write(`LEFT OUT: ${leftOut[command]}\n`);
    else if (command === 'npm start') await start(command);
    else run(text);
  }
  process.stdout.write(`\n${blocks.length} blocks of the README were tried\n`);
} catch (error) {
  process.stderr.write(`the README's command failed: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  if (service?.exitCode === null) {
    const ended = new Promise((done) => service.once('exit', done));
    process.kill(-service.pid, 'SIGTERM');
    await ended;
  }
  rmSync(data, { recursive: true, force: true });
}
