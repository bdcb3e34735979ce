import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { keyStoreContract } from '../key-store.contract.js';
import { KeyStoreError } from '../key-store.port.js';
import { EmbeddedKeyStore } from './embedded.key-store.js';

keyStoreContract('embedded', async () => {
  const folder = temporaryFolder();
  const opened: EmbeddedKeyStore[] = [];
  const openAnother = async () => {
    const store = await EmbeddedKeyStore.open(folder);
    opened.push(store);
    return store;
  };
  return {
    store: await openAnother(),
    openAnother,
    dispose: async () => {
      for (const store of opened.reverse()) await store.close();
    },
  };
});

describe('an embedded key store', () => {
  it('is read by one who only reads', async () => {
    const folder = temporaryFolder();
    const writing = await EmbeddedKeyStore.open(folder);
    await writing.add('ada', 'one');
    const reading = await EmbeddedKeyStore.open(folder, { readOnly: true });
    expect((await reading.find(['ada'])).get('ada')).toEqual({ wrapped: 'one' });
    await writing.destroy('ada', '2026-03-01T00:00:00.000Z');
    expect((await reading.find(['ada'])).get('ada')).toHaveProperty('destroyedAt');
    await reading.close();
    await writing.close();
  });

  it('leaves nothing of a destroyed key in its file, and all others', async () => {
    const folder = temporaryFolder();
    const store = await EmbeddedKeyStore.open(folder);
    const file = (): string => readFileSync(join(folder, 'data.mdb'), 'latin1');
    for (let number = 0; number < 200; number += 1) await store.add(`subject ${number}`, `zyxkey ${number}.`);
    await store.destroy('subject 77', '2026-03-01T00:00:00.000Z');
    expect(file()).toContain('zyxkey 77.');
    await store.overwriteRemains();
    expect(file()).not.toContain('zyxkey 77.');
    expect((await store.find(['subject 78'])).get('subject 78')).toEqual({ wrapped: 'zyxkey 78.' });
    await store.close();
  });

  it('refuses a file that is none, and says what to do', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'data.mdb'), 'x'.repeat(10_000));
    const opening = EmbeddedKeyStore.open(folder);
    await expect(opening).rejects.toThrow(KeyStoreError);
    await expect(opening).rejects.toThrow(/keys of personal data.*backup/);
  });
});
