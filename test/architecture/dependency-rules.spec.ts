import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const config = join(root, '.dependency-cruiser.mjs');

interface Report {
  readonly summary: { readonly violations: readonly { readonly rule: { readonly name: string } }[] };
}

/** The names of the rules that the code below a folder violates. */
const violationsIn = (folder: string): string[] => {
  const args = [program, '--config', config, '--output-type', 'json', 'apps', 'libs', 'test'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (stdout === '') throw new Error(stderr);
  const report = JSON.parse(stdout) as Report;
  return [...new Set(report.summary.violations.map(({ rule }) => rule.name))];
};

/** One planted import each: the file that imports, and what it imports. */
const planted: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'no-circles': ['libs/orders/orders.decider.ts', '../orders/orders.circle.js'],
  'nothing-unresolvable': ['libs/orders/orders.decider.ts', './nowhere.js'],
  'engine-knows-no-domain': [
    'libs/event-sourcing/commands/command-engine.ts',
    '../../orders/orders.events.js',
  ],
  'platform-knows-no-domain': ['libs/platform/http/http-app.ts', '../../orders/orders.events.js'],
  'contexts-meet-through-events': ['libs/deals/deals.decider.ts', '../orders/orders.decider.js'],
  'readers-know-events-only': ['libs/analytics/purchases.projection.ts', '../orders/orders.decider.js'],
  'adapters-only-in-modules': [
    'libs/platform/commands/command-sender.ts',
    '../../event-sourcing/event-store/embedded/embedded.event-store.js',
  ],
  'adapters-know-their-port-only': [
    'libs/event-sourcing/event-store/eventstoredb/eventstoredb.event-store.ts',
    '../embedded/embedded.event-store.js',
  ],
  'deciders-and-projections-are-pure': ['libs/deals/deals.decider.ts', 'node:crypto'],
  'commands-never-read-read-models': ['libs/deals/deals.check.ts', './read-models/deals.projection.js'],
  'queries-never-touch-the-log': [
    'libs/deals/read-models/deals.query.ts',
    '../../event-sourcing/event-store/event-store.port.js',
  ],
  'apps-are-not-imported': ['libs/deals/deals.handlers.ts', '../../apps/composition.js'],
  'nothing-shipped-needs-dev-packages': ['libs/deals/deals.handlers.ts', 'planted'],
};

const pathOf = (from: string, to: string): string => join(dirname(from), to).replace(/\.js$/, '.ts');

describe('dependency rules', () => {
  const plant = (files: Readonly<Record<string, string>>): string => {
    const place = temporaryFolder();
    for (const [path, text] of Object.entries({
      ...files,
      'apps/a.ts': '',
      'libs/a.ts': '',
      'test/a.ts': '',
    })) {
      mkdirSync(join(place, dirname(path)), { recursive: true });
      writeFileSync(join(place, path), text);
    }
    symlinkSync(join(root, 'tsconfig.json'), join(place, 'tsconfig.json'));
    return place;
  };

  it('hold in this repository', () => {
    expect(violationsIn(root)).toEqual([]);
  });

  it.each(Object.entries(planted))('reject a planted violation: %s', (rule, [from, to]) => {
    const target =
      to.startsWith('.') && rule !== 'nothing-unresolvable'
        ? { [pathOf(from, to)]: 'export const it = 1;' }
        : {};
    const back = rule === 'no-circles' ? { [pathOf(from, to)]: "import './orders.decider.js';" } : {};
    const dev =
      to === 'planted'
        ? {
            'package.json': '{ "type": "module", "devDependencies": { "planted": "1.0.0" } }',
            'node_modules/planted/package.json':
              '{ "name": "planted", "version": "1.0.0", "main": "index.js" }',
            'node_modules/planted/index.js': '',
          }
        : { 'package.json': '{ "type": "module" }' };
    const place = plant({ ...target, ...back, ...dev, [from]: `import '${to}';\nexport {};\n` });
    expect(violationsIn(place)).toEqual([rule]);
  });

  it('let a context listen to the events of another', () => {
    const place = plant({
      'package.json': '{ "type": "module" }',
      'libs/orders/orders.events.ts': 'export const it = 1;',
      'libs/deals/deals.reaction.ts': "import '../orders/orders.events.js';\nexport {};\n",
    });
    expect(violationsIn(place)).toEqual([]);
  });
});
