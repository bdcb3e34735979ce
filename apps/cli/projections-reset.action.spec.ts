import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderLock } from '../../libs/event-sourcing/core.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { reset } from './projections-reset.action.js';

describe('dossier projections reset', () => {
  let data: string;
  let folder: string;

  beforeEach(() => {
    data = temporaryFolder();
    folder = join(data, 'read-models');
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('moves read models aside, however damaged they are', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'data.mdb'), 'no store');
    await reset({ data });
    expect(existsSync(folder)).toBe(false);
    const [aside = ''] = readdirSync(data);
    expect(aside).toMatch(/^read-models\.\d{4}-/);
    expect(readdirSync(join(data, aside))).toContain('data.mdb');
    await expect(reset({ data })).rejects.toThrow('there are no read models in');
  });

  it('lets the folder be again whoever takes it next', async () => {
    mkdirSync(folder);
    await reset({ data });
    mkdirSync(folder);
    const lock = await FolderLock.take(folder);
    expect(lock).toBeDefined();
    lock?.release();
  });
});
