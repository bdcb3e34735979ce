import { beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { assertFit, UnfitFileError } from './lmdb-file.js';

const whole = { readOnly: false, pages: true };
const PAGE = 4096;

describe('the file of an embedded store', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = temporaryFolder();
    file = join(folder, 'data.mdb');
    const root = open({ path: folder, noSubdir: false, pageSize: PAGE });
    const [texts, bytes] = [
      root.openDB<string, number>('texts', {}),
      root.openDB<Buffer, number>('bytes', {}),
    ];
    await root.transaction(() => {
      for (let key = 0; key < 2_000; key += 1) void texts.put(key, `text ${key}`.repeat(10));
      for (let key = 0; key < 5; key += 1) void bytes.put(key, Buffer.alloc(20_000, key));
    });
    await root.transaction(() => {
      for (let key = 0; key < 2_000; key += 7) void texts.remove(key);
    });
    await root.close();
  });

  const write = (at: number, ...bytes: number[]): void => {
    const content = readFileSync(file);
    Buffer.from(bytes).copy(content, at);
    writeFileSync(file, content);
  };
  const both = (at: number, ...bytes: number[]) => {
    write(at, ...bytes);
    write(PAGE + at, ...bytes);
  };
  const rootPages = (): number[] => {
    const content = readFileSync(file);
    const newer = content.readBigUInt64LE(152) > content.readBigUInt64LE(PAGE + 152) ? 0 : PAGE;
    return [88, 136].map((at) => Number(content.readBigUInt64LE(newer + at)));
  };

  const pages = (): Buffer[] => {
    const content = readFileSync(file);
    return Array.from({ length: content.length / PAGE }, (_, n) =>
      content.subarray(n * PAGE, (n + 1) * PAGE),
    );
  };
  /** Where the newest of the pages of a kind begins. Only kinds that stand in a tree have such bits. */
  const newest = (kind: number): number => {
    const transactionOf = (page: Buffer) =>
      page.readUInt16LE(18) === kind && page.readUInt16LE(20) > 4 ? Number(page.readBigUInt64LE(8)) : -1;
    const transactions = pages().map(transactionOf);
    return transactions.lastIndexOf(Math.max(...transactions)) * PAGE;
  };
  const [LEAF, RUN] = [2, 4];
  const pointer = (page: number, index: number): number =>
    readFileSync(file).readUInt16LE(page + 24 + 2 * index);

  it('is accepted as LMDB has written it, and while it is missing or empty', () => {
    assertFit(folder, whole);
    truncateSync(file, 0);
    assertFit(folder, whole);
    assertFit(temporaryFolder(), whole);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'text',
      () => {
        writeFileSync(file, 'no store'.repeat(10_000));
      },
      /is no file of an embedded store/,
    ],
    [
      'another version',
      () => {
        both(28, 1, 0);
      },
      /has version 1 of LMDB's format/,
    ],
    [
      'no page size',
      () => {
        both(48, 0, 0, 0, 0);
      },
      /its pages cannot have 0 bytes/,
    ],
    [
      'an odd page size',
      () => {
        both(48, 1, 16, 0, 0);
      },
      /its pages cannot have 4097 bytes/,
    ],
    [
      'a second header that is none',
      () => {
        write(PAGE, ...Buffer.alloc(200));
      },
      /is no file of an embedded store/,
    ],
    [
      'half of its length',
      () => {
        truncateSync(file, PAGE * 20);
      },
      /has been cut off|beyond the end|other/,
    ],
    [
      'a root of zeros',
      () => {
        write((rootPages()[1] ?? 0) * PAGE, ...Buffer.alloc(PAGE));
      },
      /page \d+ has the number of another/,
    ],
    [
      'a root without bounds',
      () => {
        write((rootPages()[1] ?? 0) * PAGE + 20, 255, 255);
      },
      /page \d+ has no bounds/,
    ],
    [
      'a root of no kind',
      () => {
        write((rootPages()[1] ?? 0) * PAGE + 18, 0, 0);
      },
      /page \d+ is of no kind/,
    ],
    [
      'an entry that stands where another does',
      () => {
        const leaf = newest(LEAF);
        write(leaf + 24, pointer(leaf, 1) & 255, pointer(leaf, 1) >> 8);
      },
      /page \d+ has entries that overlap|out of its bounds/,
    ],
    [
      'a key of another length',
      () => {
        const leaf = newest(LEAF);
        write(leaf + 24 + pointer(leaf, 0) + 6, 40, 0);
      },
      /page \d+ has entries that overlap/,
    ],
    [
      'a page that is still to be written',
      () => {
        write(newest(LEAF) + 8, 0, 0, 0, 1);
      },
      /page \d+ is newer than the header/,
    ],
    [
      'a large value that is shorter than it says',
      () => {
        write(newest(RUN) + 20, 200, 0, 0, 0);
      },
      /page \d+ has no value of that length/,
    ],
    [
      'another depth of a tree',
      () => {
        both(96 + 6, 3);
      },
      /page \d+ is of no kind/,
    ],
    [
      'a page in use that is said to be free',
      () => {
        const [free = 0, main = 0] = rootPages();
        const node = free * PAGE + 24 + pointer(free * PAGE, 0);
        write(node + 16, 1, 0, 0, 0, 0, 0, 0, 0, main & 255, main >> 8, 0, 0, 0, 0, 0, 0);
      },
      /page \d+ is in use, and said to be free/,
    ],
    [
      'a free page beyond its end',
      () => {
        const free = (rootPages()[0] ?? 0) * PAGE;
        write(free + 24 + pointer(free, 0) + 16, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
      },
      /names one beyond the end/,
    ],
  ])('is refused with %s', (_, damage, sentence) => {
    damage();
    expect(() => {
      assertFit(folder, whole);
    }).toThrow(UnfitFileError);
    expect(() => {
      assertFit(folder, whole);
    }).toThrow(sentence);
    expect(() => {
      assertFit(folder, whole);
    }).toThrow(file);
  });

  it('is looked at as far as a large log goes', async () => {
    const large = temporaryFolder();
    const root = open({ path: large, noSubdir: false, pageSize: PAGE });
    const texts = root.openDB<string, number>('texts', {});
    await root.transaction(() => {
      for (let key = 0; key < 20_000; key += 1) void texts.put(key, 'x'.repeat(2_000));
    });
    await root.close();
    file = join(large, 'data.mdb');
    assertFit(large, whole);
    const leaf = pages().findLastIndex(
      (page) => page.readUInt16LE(18) === LEAF && page.readUInt16LE(20) === 4,
    );
    write(leaf * PAGE + 24, 255, 255);
    expect(() => {
      assertFit(large, whole);
    }).toThrow(`page ${leaf} has an entry out of its bounds`);
  });

  const asNobody = process.getuid?.() === 0 ? it.skip : it;
  asNobody('is refused when this user may not write it', () => {
    chmodSync(join(folder, 'lock.mdb'), 0o444);
    expect(() => {
      assertFit(folder, whole);
    }).toThrow('lock.mdb may not be read and written by this user');
    assertFit(folder, { ...whole, readOnly: true });
  });
});
