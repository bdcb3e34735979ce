import { afterEach, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { onLine, spawnTs } from '../support/spawn-ts.js';

const REGISTER = new URL('../support/register-ts.mjs', import.meta.url);
const STANDALONE = fileURLToPath(new URL('../../apps/standalone/main.ts', import.meta.url));
const HOLDER = new URL('../processes/folder-holder.ts', import.meta.url);

const processes: ChildProcess[] = [];
afterEach(() => {
  for (const each of processes.splice(0)) each.kill('SIGKILL');
});

it('a service that is started while a command writes to its folder waits for it, and says so', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'events'));
  const holder = spawnTs(HOLDER, [join(folder, 'events')]);
  processes.push(holder);
  await new Promise<void>((held) => {
    onLine(holder, () => {
      held();
    });
  });
  const service = spawn(process.execPath, ['--import', REGISTER.href, STANDALONE], {
    env: { PATH: process.env.PATH, DOSSIER_DATA: folder, DOSSIER_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processes.push(service);
  const listening = once(createInterface({ input: service.stdout }), 'line');
  const [said] = (await once(createInterface({ input: service.stderr }), 'line')) as [string];
  expect(said).toBe(`standalone waits for process ${holder.pid ?? 0}, which writes to its folder`);
  holder.kill('SIGKILL');
  expect(await listening).toEqual([expect.stringMatching(/^standalone listens on http/)]);
}, 120_000);
