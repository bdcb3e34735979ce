import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type RequestHeaders } from '../support/http.client.js';
import { authorizationFor } from '../support/tokens.js';

/** A program of this build in a process of its own, so that what is measured doesn't share its event loop. */
export interface Child {
  /** The address that it said it listens on. */
  readonly address: string;
  /** The header by which it takes everything, by the key in its data folder (DOSSIER_DATA of `env`). */
  readonly authorization: RequestHeaders;
  readonly stop: () => Promise<void>;
}

/** A program of this build, with the flags that this process was given. */
const argumentsFor = (program: string, args: readonly string[]): string[] => [
  ...process.execArgv,
  fileURLToPath(new URL(`../../${program}`, import.meta.url)),
  ...args,
];

/** Logs that a figure has filled were written by no service, which would have made one. */
const REQUEST_KEY = 'the key of a bench, 32 characters';

/** Starts a compiled program, by its path below `dist`, and waits for the line that names its address. */
export const startChild = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Child> => {
  const child = spawn(process.execPath, argumentsFor(program, args), {
    env: {
      DOSSIER_REQUEST_KEY: REQUEST_KEY,
      DOSSIER_REQUESTS_PER_MINUTE: '1000000000',
      DOSSIER_LOG_LEVEL: 'warn',
      ...process.env,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((listening, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`${program} ended with exit code ${String(code)} before it listened`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [address] = /(http|esdb):\/\/\S+/.exec(line) ?? [];
      if (address === undefined) return;
      const authorization =
        env.DOSSIER_DATA === undefined ? Promise.resolve({}) : authorizationFor(env.DOSSIER_DATA);
      authorization.then((header) => {
        listening({ address, authorization: header, stop: () => stop(child) });
      }, reject);
    });
  });
};

/** Runs a compiled program to its end, and returns what it printed, which is JSON. */
export const runChild = async (program: string, args: readonly string[]): Promise<unknown> => {
  const { stdout } = await promisify(execFile)(process.execPath, argumentsFor(program, args));
  return JSON.parse(stdout);
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};
