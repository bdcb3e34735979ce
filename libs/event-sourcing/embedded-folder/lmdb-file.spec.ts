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

  const asNobody = process.getuid?.() === 0 ? it.skip : it;
  asNobody('is refused when this user may not write it', () => {
    chmodSync(join(folder, 'lock.mdb'), 0o444);
    expect(() => {
      assertFit(folder, whole);
    }).toThrow('lock.mdb may not be read and written by this user');
    assertFit(folder, { ...whole, readOnly: true });
  });
});
