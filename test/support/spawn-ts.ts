import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Readable, type Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const REGISTER = new URL('register-ts.mjs', import.meta.url);

/** A child whose stdin and stdout are pipes. */
export type TsProcess = ChildProcessByStdio<Writable, Readable, null>;

export interface SpawnTsOptions {
  readonly cwd?: string;
  /** Instead of this process's own environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** What becomes of its complaints: shown beside this process's own, which is the default, dropped, or written to an open file. */
  readonly stderr?: 'inherit' | 'ignore' | number;
}

/** How a process ended: by its exit code or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Starts Node on a TypeScript program, compiled on the fly from the sources as specs are (decorators and
 * their metadata included), so that nothing depends on a build.
 *
 * @param program its file, a path or a `file:` URL
 */
export function spawnTs(
  program: string | URL,
  args: readonly string[] = [],
  { stderr = 'inherit', ...options }: SpawnTsOptions = {},
): TsProcess {
  const file = program instanceof URL ? fileURLToPath(program) : program;
  const nodeArgs = ['--enable-source-maps', '--import', REGISTER.href, file, ...args];
  return spawn(process.execPath, nodeArgs, { ...options, stdio: ['pipe', 'pipe', stderr] }) as TsProcess;
}

/** Calls back with each line that the child prints. Start it at once: lines before are lost otherwise. */
export function onLine(child: TsProcess, listener: (line: string) => void): void {
  createInterface({ input: child.stdout }).on('line', listener);
}

/** Resolves when the child has ended and all that it printed has arrived. */
export async function exitOf(child: TsProcess): Promise<Exit> {
  const ended = child.exitCode !== null || child.signalCode !== null;
  if (!ended || !child.stdout.closed) await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode };
}

/** How a program ended, and all that it printed. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a TypeScript program to its end, started as by `spawnTs`. Killed, and so without a code, after `bound` milliseconds. */
export async function runTs(
  program: URL,
  {
    args = [],
    env,
    bound = 60_000,
  }: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv; readonly bound?: number } = {},
): Promise<Run> {
  const nodeArgs = ['--import', REGISTER.href, fileURLToPath(program), ...args];
  return new Promise((ended) => {
    const child = execFile(
      process.execPath,
      nodeArgs,
      { env, timeout: bound, killSignal: 'SIGKILL' },
      (_, stdout, stderr) => {
        ended({ code: child.exitCode, stdout, stderr });
      },
    );
  });
}
