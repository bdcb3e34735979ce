import { describe, expect, it } from '@jest/globals';
import { exitOf, onLine, spawnTs } from './spawn-ts.js';

const PROGRAM = new URL('../processes/injected-program.ts', import.meta.url);
const LONG_TEST = 60_000;

async function run(whom: string): Promise<{ lines: string[]; exit: Awaited<ReturnType<typeof exitOf>> }> {
  const child = spawnTs(PROGRAM, [whom], { stderr: 'ignore' });
  const lines: string[] = [];
  onLine(child, (line) => lines.push(line));
  return { exit: await exitOf(child), lines };
}

describe('a program spawned from its TypeScript source', () => {
  it(
    'has its arguments, and its classes injected by type',
    async () => {
      expect(await run('Łódź')).toEqual({ lines: ['Hello, Łódź'], exit: { code: 0, signal: null } });
    },
    LONG_TEST,
  );

  it(
    'tells by its exit code that it failed',
    async () => {
      expect(await run('')).toEqual({ lines: [], exit: { code: 1, signal: null } });
    },
    LONG_TEST,
  );
});
