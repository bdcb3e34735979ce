import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';

const ROOT = new URL('../../', import.meta.url);

/** A file of the repo. */
export const inRepo = (path: string): string => fileURLToPath(new URL(path, ROOT));

/** A file among the public data sets, which are kept beside the repo and not in it. */
export const dataSet = (path: string): string => inRepo(`../shared/data/${path}`);

/** Specs that need the data sets: left out, aloud, where there are none. */
export const describeWithData = (name: string, specs: () => void): void => {
  if (existsSync(dataSet('README.md'))) {
    describe(name, specs);
    return;
  }
  process.stderr.write(`LEFT OUT, the data sets are not at ${dataSet('')}: ${name}\n`);
  describe.skip(name, specs);
};
