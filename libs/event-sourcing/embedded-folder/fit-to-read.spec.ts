import { beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { assertFitToRead } from './fit-to-read.js';
import { FolderLock } from './folder-lock.js';

const PAGE = 4096;
const LEAF = 2;

describe('a store that is to be read alone', () => {
  let folder: string;

  beforeEach(async () => {
    folder = temporaryFolder();
    const root = open({ path: folder, noSubdir: false, pageSize: PAGE });
    await root.put('key', 'value');
    await root.close();
  });

  const damage = (): void => {
    const file = join(folder, 'data.mdb');
    const content = readFileSync(file);
    for (let page = 2 * PAGE; page < content.length; page += PAGE) {
      if (content.readUInt16LE(page + 18) === LEAF) content.writeUInt16LE(65_535, page + 24);
    }
    writeFileSync(file, content);
  };

  it('is refused for a damaged page', () => {
    assertFitToRead(folder);
    damage();
    expect(() => {
      assertFitToRead(folder);
    }).toThrow(/data\.mdb is damaged: page \d+ has an entry out of its bounds/);
  });

  it('is not looked into while a process writes', async () => {
    const lock = await FolderLock.take(folder);
    damage();
    assertFitToRead(folder);
    lock?.release();
  });

  it('may be missing', () => {
    assertFitToRead(join(folder, 'missing'));
  });
});
