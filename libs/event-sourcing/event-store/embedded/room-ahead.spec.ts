import { beforeEach, describe, expect, it } from '@jest/globals';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { RoomAhead } from './room-ahead.js';

const PAGE = 4096;

describe('The room ahead of a log', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, 'data.mdb');
  });

  /** The file after room was asked for, when LMDB uses so many pages of it. */
  const kept = async (pages: number): Promise<Buffer> => {
    const room = new RoomAhead(file);
    room.keep({ pageSize: PAGE, lastPageNumber: pages - 1 });
    await room.close();
    return readFile(file);
  };

  it('is half of what is used, in zeros behind it', async () => {
    const used = Buffer.alloc(10 * PAGE, 'used');
    await writeFile(file, used);
    expect(await kept(10)).toEqual(Buffer.concat([used, Buffer.alloc(5 * PAGE)]));
  });

  it('is made anew once half of it is used, and not before', async () => {
    await writeFile(file, Buffer.alloc(15 * PAGE));
    expect(await kept(11)).toHaveLength(15 * PAGE);
    expect(await kept(13)).toHaveLength(19.5 * PAGE);
  });

  it('is 8 MiB at most', async () => {
    const used = Buffer.alloc(32 * 1_048_576);
    await writeFile(file, used);
    expect(await kept(used.length / PAGE)).toHaveLength(40 * 1_048_576);
  });

  it('stands behind what others append while it is made', async () => {
    const used = Buffer.alloc(1000 * PAGE);
    await writeFile(file, used);
    const room = new RoomAhead(file);
    room.keep({ pageSize: PAGE, lastPageNumber: 999 });
    const appended = Array.from({ length: 20 }, (_, number) => Buffer.alloc(100, number + 1));
    for (const bytes of appended) await appendFile(file, bytes);
    await room.close();
    const after = await readFile(file);
    expect(after).toHaveLength(1500 * PAGE + 2000);
    for (const bytes of appended) expect(after.includes(bytes)).toBe(true);
  });
});
