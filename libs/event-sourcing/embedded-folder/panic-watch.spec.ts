import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../testing/temporary-folder.js';

const REGISTER = new URL('../../../test/support/register-ts.mjs', import.meta.url);
const PROGRAM = fileURLToPath(new URL('../../../test/processes/panicking-store.ts', import.meta.url));

describe.each(['events', 'read-models'])('A panic of LMDB in a store of %s', (which) => {
  it('ends the process with a sentence', async () => {
    const folder = temporaryFolder();
    const child = spawn(process.execPath, ['--import', REGISTER.href, PROGRAM, which, folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = once(child, 'close');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    await closed;
    expect(stdout).toBe('stored\n');
    expect(stderr).toContain(
      `The store in ${folder} could not be written any more (MDB_PANIC), so this process has ended.`,
    );
    expect(child.exitCode).toBe(1);
  });
});
