import { beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../event-sourcing/testing.js';
import { existingLocalKeyIn, localKeyIn } from './local-key.js';

describe('the key in the data folder', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, 'token.key');
  });

  it('is made at first, for its owner alone, and is the same from then on', () => {
    expect(existingLocalKeyIn(folder)).toBeUndefined();
    const made = localKeyIn(folder);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(localKeyIn(folder).id).toBe(made.id);
    expect(existingLocalKeyIn(folder)?.id).toBe(made.id);
    expect(localKeyIn(temporaryFolder()).id).not.toBe(made.id);
  });

  it('is refused where others may read it', () => {
    localKeyIn(folder);
    chmodSync(file, 0o640);
    expect(() => localKeyIn(folder)).toThrow(`${file} signs tokens, and others than its owner may read it`);
  });

  it('is refused when it is cut short, or of another kind', () => {
    localKeyIn(folder);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, -40));
    expect(() => localKeyIn(folder)).toThrow(`${file} is no Ed25519 key`);
  });

  it('names the setting when the folder can’t hold it', () => {
    writeFileSync(file, 'x');
    expect(() => localKeyIn(join(file, 'below'))).toThrow(/^DOSSIER_DATA must be a folder/);
  });
});
