import { describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { join } from 'node:path';
import { EventStoreError } from '../../libs/event-sourcing/core.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { AccessNotRecordedError, type DossierConfig } from '../../libs/platform/index.js';
import { configFor, openContext } from './command-line.js';
import { whileReading, whileReadingAsTheyAre } from './reading.js';
import { UserError } from './usage.js';

@Module({})
class Empty {}

const SOON = { patience: 0 };
const nothing = () => Promise.resolve();
const configIn = (folder: string): DossierConfig => configFor({ data: folder });

describe('a look that can’t be recorded', () => {
  it('in a folder that can’t be written to, is refused with what to do', async () => {
    const folder = temporaryFolder();
    const cause = Object.assign(new Error('read-only file system'), { code: 'EROFS' });
    const open = () => Promise.reject(new EventStoreError('Cannot open an event log', { cause }));
    const looking = whileReading(configIn(folder), SOON, open, nothing);
    await expect(looking).rejects.toThrow(UserError);
    await expect(looking).rejects.toThrow(
      `${join(folder, 'events')} can't be written to, so that read models come no further, and it can't be recorded`,
    );
    await expect(looking).rejects.toThrow('on a copy of the data folder');
  });

  it('in a folder whose service wants a token, is refused with what to do', async () => {
    const config = { ...configIn(temporaryFolder()), readOnly: true };
    const unrecorded = () => Promise.reject(new AccessNotRecordedError('only read'));
    const looking = whileReadingAsTheyAre(config, SOON, () => openContext({ module: Empty }), unrecorded);
    await expect(looking).rejects.toThrow(UserError);
    await expect(looking).rejects.toThrow('give one with --token or DOSSIER_TOKEN');
  });
});
