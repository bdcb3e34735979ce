import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { MasterKeyError } from './key-store.port.js';
import { masterKeyFrom, type MasterKeySource } from './master-key.js';
import { openKeys, openKeyStore } from './open-keys.js';
import { rotateMasterKey } from './root-key.js';

const text = (digit: string): MasterKeySource => ({ from: 'text', text: digit.repeat(64) });
const installation = () => {
  const folder = temporaryFolder();
  const location = `embedded:${join(folder, 'keys')}`;
  const file = join(folder, 'master.key');
  const own: MasterKeySource = { from: 'file', file, own: true };
  const open = (masterKey: MasterKeySource = own, readOnly = false) =>
    openKeys({ location, masterKey, clock: () => 0, readOnly });
  /** The key of a subject, as this installation has it. */
  const keyOf = async (masterKey: MasterKeySource = own): Promise<unknown> => {
    const opened = await open(masterKey);
    const key = (await opened.keys?.fetchOrMake(new Set(['ada'])))?.get('ada');
    await opened.close();
    return key;
  };
  return { location, file, own, open, keyOf };
};

describe('opening the keys', () => {
  it('makes a master key for its owner alone at the first start, and finds it at the next', async () => {
    const { file, keyOf } = installation();
    const key = await keyOf();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(await keyOf()).toEqual(key);
  });

  it('is refused without the master key, which is not made anew', async () => {
    const { file, location, open, keyOf } = installation();
    await keyOf();
    rmSync(file);
    await expect(open()).rejects.toThrow(MasterKeyError);
    await expect(open()).rejects.toThrow(`the key store ${location}`);
    expect(existsSync(file)).toBe(false);
  });

  it('is refused with another master key, naming the key store and not the key', async () => {
    const { location, open, keyOf } = installation();
    await keyOf(text('a'));
    const refused = open(text('b'));
    await expect(refused).rejects.toThrow(`the key store ${location}`);
    await expect(refused).rejects.not.toThrow(/b{64}/);
    expect(await keyOf(text('a'))).toBeInstanceOf(Buffer);
  });

  it('takes the master key from a file or from what a command prints', async () => {
    const { keyOf } = installation();
    const key = await keyOf(text('a'));
    const file = join(temporaryFolder(), 'given');
    writeFileSync(file, `${'a'.repeat(64)}\n`);
    expect(await keyOf({ from: 'file', file, own: false })).toEqual(key);
    expect(await keyOf({ from: 'command', command: `cat ${file}` })).toEqual(key);
  });

  it('makes no file that it was told to read', async () => {
    const { open } = installation();
    const file = join(temporaryFolder(), 'given');
    await expect(open({ from: 'file', file, own: false })).rejects.toThrow(/no .*given/);
    expect(existsSync(file)).toBe(false);
  });

  it('tells nothing of what a command or a file said', async () => {
    const failing = masterKeyFrom({ from: 'command', command: 'echo hush; echo hush >&2; exit 3' });
    await expect(failing).rejects.toThrow('DOSSIER_MASTER_KEY_COMMAND failed (3)');
    const printing = masterKeyFrom({ from: 'command', command: 'echo hush' });
    await expect(printing).rejects.toThrow(/64 hexadecimal characters/);
    await expect(printing).rejects.not.toThrow(/hush/);
  });

  it('makes nothing for a reader', async () => {
    const { file, open } = installation();
    const opened = await open(undefined, true);
    expect(opened.keys).toBeUndefined();
    await opened.close();
    expect(existsSync(file)).toBe(false);
  });
});

describe('rotating the master key', () => {
  const key = (digit: string) => Buffer.from(digit.repeat(64), 'hex');
  const rotate = async (location: string, before: string, next: string) => {
    const located = await openKeyStore(location);
    try {
      return await rotateMasterKey(located, key(before), key(next));
    } finally {
      await located.store.close();
    }
  };

  it('leaves every key as it is, under the new master key alone', async () => {
    const { location, open, keyOf } = installation();
    const before = await keyOf(text('a'));
    expect(await rotate(location, 'a', 'b')).toBe('rotated');
    expect(await keyOf(text('b'))).toEqual(before);
    await expect(open(text('a'))).rejects.toThrow(MasterKeyError);
  });

  it('may be done again after a kill, whichever side of its one write that came on', async () => {
    const { location, keyOf } = installation();
    const before = await keyOf(text('a'));
    await rotate(location, 'a', 'b');
    expect(await rotate(location, 'a', 'b')).toBe('already');
    expect(await keyOf(text('b'))).toEqual(before);
  });

  it('is refused to whoever has neither key, and where there are none', async () => {
    const { location, keyOf } = installation();
    await expect(rotate(location, 'a', 'b')).rejects.toThrow(/no keys yet/);
    await keyOf(text('a'));
    await expect(rotate(location, 'c', 'd')).rejects.toThrow(MasterKeyError);
  });
});
