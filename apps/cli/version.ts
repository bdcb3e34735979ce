import { existsSync, readFileSync } from 'node:fs';

/** The version in the package's own package.json, which stands above this file in the sources and in the build. */
export const packageVersion = (): string => {
  let file = new URL('package.json', import.meta.url);
  while (!existsSync(file)) file = new URL('../package.json', file);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
};
