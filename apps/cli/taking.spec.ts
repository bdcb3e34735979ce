import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { exitOf, onLine, spawnTs, type TsProcess } from '../../test/support/spawn-ts.js';
import { configFor } from './command-line.js';
import { othersLeft } from './taking.js';
import { ServiceStartedError } from './usage.js';

const HOLDER = new URL('../../test/processes/folder-holder.ts', import.meta.url);
const LONG_TEST = 60_000;
const MINUTE = 60_000;

describe('waiting for the stores', () => {
  const holders: TsProcess[] = [];

  const held = async (...args: string[]) => {
    const data = temporaryFolder();
    mkdirSync(join(data, 'events'));
    const holder = spawnTs(HOLDER, [join(data, 'events'), ...args]);
    holders.push(holder);
    await new Promise<void>((printed) => {
      onLine(holder, () => {
        printed();
      });
    });
    return { holder, config: configFor({ data }) };
  };

  afterEach(async () => {
    for (const holder of holders.splice(0)) {
      holder.kill('SIGKILL');
      await exitOf(holder);
    }
  });

  it(
    'ends when the process that has them ends, and says that there was one',
    async () => {
      const { holder, config } = await held();
      expect(await othersLeft(config, performance.now())).toBe(false);
      const waiting = othersLeft(config, performance.now() + MINUTE);
      holder.kill('SIGKILL');
      expect(await waiting).toBe(true);
    },
    LONG_TEST,
  );

  it(
    'ends at once when that process is a service, which can be asked',
    async () => {
      const { config } = await held('http://127.0.0.1:3000');
      const waiting = othersLeft(config, performance.now() + MINUTE);
      await expect(waiting).rejects.toThrow(ServiceStartedError);
      await expect(waiting).rejects.toThrow('at http://127.0.0.1:3000: run the command again');
    },
    LONG_TEST,
  );
});
