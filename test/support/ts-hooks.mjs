// Module hooks (they run in a thread of their own, and so cannot be TypeScript themselves).
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import jestConfig from '../../jest.config.mjs';

// The very options that specs run with, so that a child process can't behave otherwise.
const [, swcOptions] = jestConfig.transform['^.+\\.ts$'];

/** Sources import `./x.js`, or start a thread on it, which is what the build makes of `./x.ts`. */
export async function resolve(specifier, context, nextResolve) {
  if (/^(\.{1,2}\/|file:).*\.js$/.test(specifier)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const filename = fileURLToPath(url);
  const options = { ...swcOptions, filename, swcrc: false, configFile: false, sourceMaps: 'inline' };
  const { code } = await transform(await readFile(filename, 'utf8'), options);
  return { format: 'module', source: code, shortCircuit: true };
}
