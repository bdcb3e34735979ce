import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, open, type RootDatabase } from 'lmdb';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { assertFit } from './lmdb-file.js';
import { overwriteRemains, RemainsReadError } from './overwrite-remains.js';

const SECRET = 'zyxsecret';
const options = { isTelling: (tree: string) => tree === 'people', patience: 5_000 };

describe('overwriting what a store file still holds', () => {
  let folder: string;
  let file: string;
  let root: RootDatabase;
  let people: Database<string, Buffer>;

  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, 'data.mdb');
    root = open({ path: folder, noSubdir: false, eventTurnBatching: false, pageSize: 4096 });
    people = root.openDB<string, Buffer>('people', { encoding: 'string', keyEncoding: 'binary' });
  });

  afterEach(async () => {
    await root.close();
  });

  const secrets = (): number => readFileSync(file).toString('latin1').split(SECRET).length - 1;
  const numbered = (number: number): string => String(number).padStart(6, '0');
  const name = (number: number): Buffer => Buffer.from(`name ${numbered(number)}`);
  const put = (from: number, to: number, text: (number: number) => string): void => {
    root.transactionSync(() => {
      for (let number = from; number < to; number += 1) people.putSync(name(number), text(number));
    });
  };

  it('leaves nothing of what was deleted, and all that is stored', async () => {
    put(0, 3_000, (number) => `${number % 3 === 0 ? SECRET : 'kept'} ${'.'.repeat(number % 200)}`);
    put(0, 10, () => `${SECRET} ${'long'.repeat(3_000)}`);
    expect(secrets()).toBeGreaterThan(900);
    for (let from = 0; from < 3_000; from += 100)
      root.transactionSync(() => {
        for (let number = from; number < from + 100; number += 1)
          if (number % 3 === 0 || number < 10) people.removeSync(name(number));
      });
    expect(secrets()).toBeGreaterThan(0);
    const stored = [...people.getRange()];
    root.resetReadTxn();
    await overwriteRemains(root, file, options);
    expect(secrets()).toBe(0);
    root.resetReadTxn();
    expect([...people.getRange()]).toEqual(stored);
    assertFit(folder, { readOnly: false, pages: true });
  });

  it.each([
    ['few', 97],
    ['many', 3],
  ])('leaves no deleted key that leads to a page, where there are %s', async (_, each) => {
    const isSecret = (number: number): boolean => number % each === 0;
    const key = (number: number): Buffer =>
      Buffer.from(`${numbered(number)} ${isSecret(number) ? SECRET : 'kept'}`);
    const all = Array.from({ length: 20_000 }, (_, number) => number);
    root.transactionSync(() => {
      for (const number of all) people.putSync(key((number * 7_919) % all.length), 'v');
    });
    root.transactionSync(() => {
      for (const number of all.filter(isSecret)) people.removeSync(key(number));
    });
    await overwriteRemains(root, file, options);
    expect(secrets()).toBe(0);
    root.resetReadTxn();
    const kept = all.filter((number) => !isSecret(number));
    expect([...people.getKeys()].join()).toBe(kept.map(key).join());
    assertFit(folder, { readOnly: false, pages: true });
  });

  it('waits for those who read what was there before, for so long', async () => {
    put(0, 100, () => SECRET);
    root.resetReadTxn();
    const reading = root.useReadTransaction();
    root.transactionSync(() => {
      for (let number = 0; number < 100; number += 1) people.removeSync(name(number));
    });
    await expect(overwriteRemains(root, file, { ...options, patience: 20 })).rejects.toThrow(
      RemainsReadError,
    );
    expect(people.get(name(7), { transaction: reading })).toBe(SECRET);
    reading.done();
    await overwriteRemains(root, file, options);
    expect(secrets()).toBe(0);
  });
});
