import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of this build in a process of its own, so that what is measured doesn't share its event loop. */
export interface Child {
  /** The address that it said it listens on. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts a compiled program, by its path below `dist`, and waits for the line that names its address. */
export const startChild = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Child> => {
  const file = fileURLToPath(new URL(`../../${program}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((listening, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`${program} ended with exit code ${String(code)} before it listened`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [address] = /(http|esdb):\/\/\S+/.exec(line) ?? [];
      if (address !== undefined) listening({ address, stop: () => stop(child) });
    });
  });
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};
