import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { exitOf, onLine, spawnTs, type TsProcess } from '../../../test/support/spawn-ts.js';
import { temporaryFolder } from '../testing.js';
import { announceWriter, FolderLock, FolderTakenError, writerOf } from './folder-lock.js';

const HOLDER = new URL('../../../test/processes/folder-holder.ts', import.meta.url);
const ADDRESS = 'http://127.0.0.1:3000';
const LONG_TEST = 60_000;

describe('the lock of an embedded folder', () => {
  let folder: string;
  let holders: TsProcess[];

  beforeEach(() => {
    folder = temporaryFolder();
    holders = [];
  });

  afterEach(async () => {
    for (const holder of holders) await killed(holder);
  });

  const held = async (...args: string[]): Promise<TsProcess> => {
    const holder = spawnTs(HOLDER, [folder, ...args]);
    holders.push(holder);
    await new Promise<void>((printed) => {
      onLine(holder, () => {
        printed();
      });
    });
    return holder;
  };

  const killed = (holder: TsProcess) => {
    holder.kill('SIGKILL');
    return exitOf(holder);
  };

  it(
    'is refused while another process has it, with a sentence that names that one and its address',
    async () => {
      const { pid } = await held(ADDRESS);
      expect(writerOf(folder)).toEqual({ pid, address: ADDRESS });
      const taking = FolderLock.take(folder);
      await expect(taking).rejects.toThrow(FolderTakenError);
      await expect(taking).rejects.toThrow(
        `process ${pid ?? 0} at ${ADDRESS} writes to ${folder}, and an embedded folder has one writing process. `,
      );
      await expect(taking).rejects.toThrow(
        'command-api, query-api and projector, need EventStoreDB and MongoDB',
      );
    },
    LONG_TEST,
  );

  it('is nobody’s where there is no folder, or a file in its place', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect([writerOf(join(folder, 'none')), writerOf(file)]).toEqual([undefined, undefined]);
  });

  it(
    'is free again when its process is killed, whatever that one left in the folder',
    async () => {
      const holder = await held(ADDRESS);
      const { pid } = holder;
      await killed(holder);
      expect(JSON.parse(await readFile(join(folder, 'writer.json'), 'utf8'))).toEqual({
        pid,
        address: ADDRESS,
      });
      expect(writerOf(folder)).toBeUndefined();
      const lock = await FolderLock.take(folder);
      expect(writerOf(folder)).toEqual({ pid: process.pid });
      lock?.release();
      expect(writerOf(folder)).toBeUndefined();
    },
    LONG_TEST,
  );

  it('is the process’s: whoever takes it again in there, also in a thread, is let in', async () => {
    const lock = await FolderLock.take(folder);
    expect(await FolderLock.take(folder)).toBeUndefined();
    const thread = new Worker(
      `const { getEnvironmentData, parentPort } = require('node:worker_threads');
       parentPort.postMessage(getEnvironmentData('dossier writes to ${folder}'));`,
      { eval: true },
    );
    expect(await new Promise((told) => thread.once('message', told))).toBe(true);
    announceWriter(folder, ADDRESS);
    expect(writerOf(folder)).toEqual({ pid: process.pid, address: ADDRESS });
    lock?.release();
    announceWriter(folder, ADDRESS);
    expect(writerOf(folder)).toBeUndefined();
  });
});
