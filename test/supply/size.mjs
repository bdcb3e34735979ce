// Refuses packages of production that take more room on disk than the README says. Measures what is installed, so it needs
// an installation, with or without packages for development.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SAID = /`npm install --omit=dev`\) takes (\d+) MB/;
const BLOCK = 4_096;
const MEGABYTE = 1_048_576;
const SHOWN = 8;

/** As `du` counts on most file systems: whole blocks, in bytes; other packages inside are not part of a package. */
const sizeOf = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sizeOf(path) : Math.ceil(lstatSync(path).size / BLOCK) * BLOCK;
    })
    .reduce((sum, size) => sum + size, BLOCK);

/** Undefined: a package for another platform. */
const sizeOfInstalled = (folder) => {
  try {
    return sizeOf(folder);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const installed = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && dev !== true)
  .map(([path, { optional }]) => ({ path, optional, size: sizeOfInstalled(join(ROOT, path)) }));
const missing = installed.filter(({ size, optional }) => size === undefined && optional !== true);
const present = installed
  .filter(({ size }) => size !== undefined)
  .sort((one, other) => other.size - one.size);

const total = Math.ceil(present.reduce((sum, { size }) => sum + size, 0) / MEGABYTE);
const said = Number(SAID.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1]);
for (const { path, size } of present.slice(0, SHOWN)) {
  console.log(`${(size / MEGABYTE).toFixed(1).padStart(6)} MB  ${path.slice('node_modules/'.length)}`);
}
for (const { path } of missing) console.error(`${path} is not installed`);
console.log(`${total} MB for production; the README says ${said} MB`);
process.exit(missing.length === 0 && total <= said ? 0 : 1);
