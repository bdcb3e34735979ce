import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dossierContexts } from '../../apps/composition.js';
import { ofAll, settings } from '../../libs/platform/index.js';

const allSettings = [...Object.values(settings), ...ofAll(dossierContexts, (context) => context.settings)];

const root = resolve(import.meta.dirname, '../..');
/** Tables are padded for whoever reads the source. */
const readme = readFileSync(join(root, 'README.md'), 'utf8').replace(/ +/g, ' ');

describe('the README', () => {
  it.each(allSettings.map(({ variable, fallback, about }) => [variable, fallback, about] as const))(
    'documents %s as it is',
    (variable, fallback, about) => {
      expect(readme).toContain(`| \`${variable}\` | \`${fallback}\` | ${about} |`);
    },
  );

  it('documents no setting that is not there', () => {
    const named = new Set(readme.match(/DOSSIER_[A-Z_]+/g));
    const known = allSettings.map(({ variable }) => variable);
    expect([...named].filter((name) => !known.includes(name))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const paths = [...readme.matchAll(/`((?:apps|libs|test|docs|mappings)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
