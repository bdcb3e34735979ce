import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { storesOf } from '../support/stores.js';

const REGISTER = new URL('../support/register-ts.mjs', import.meta.url);
export const MAIN = fileURLToPath(new URL('../../apps/cli/main.ts', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `dossier` from the sources, in a process of its own, with no settings in its environment but those of the servers under test. */
export const dossier = async (...args: readonly string[]): Promise<CliRun> => {
  const data = args.indexOf('--data');
  const child = spawn(process.execPath, ['--import', REGISTER.href, MAIN, ...args], {
    env: { PATH: process.env.PATH, ...(data === -1 ? {} : storesOf(args[data + 1] ?? '')) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { code: child.exitCode, stdout, stderr };
};
