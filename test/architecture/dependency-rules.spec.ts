import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const config = join(root, '.dependency-cruiser.mjs');

const MINUTE = 60_000;

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

const violationsIn = (folder: string): readonly Violation[] => {
  const args = [program, '--config', config, '--output-type', 'json', 'apps', 'libs', 'test'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { readonly summary: { readonly violations: Violation[] } }).summary
    .violations;
};

/** What imports what, and the rules that refuse it. `@` stands for the engine; a path without a slash is a package. */
type Planted = readonly [from: string, to: string, ...rules: readonly string[]];

/** One file for each line, so that what it violates is its own. */
const refused: readonly Planted[] = [
  ['libs/orders/one.ts', 'libs/orders/other.ts', 'no-circles'],
  ['libs/deals/lost.ts', 'libs/deals/nowhere.ts', 'nothing-unresolvable'],
  ['@/commands/engine.ts', 'libs/orders/orders.events.ts', 'engine-knows-nobody'],
  ['@/commands/engine.spec.ts', 'libs/orders/orders.events.ts', 'engine-kits-know-test-servers'],
  ['@/commands/nest.ts', '@nestjs/common', 'engine-core-knows-no-framework'],
  ['@/commands/tokens.ts', '@/nest/tokens.ts', 'engine-core-knows-no-framework'],
  ['libs/deals/past-the-door.ts', '@/commands/decider.ts', 'engine-has-doors'],
  ['libs/platform/past-the-door.ts', '@/read-store/mongodb/mongodb.read-store.ts', 'engine-has-doors'],
  ['libs/deals/past-the-door.spec.ts', '@/commands/decider.ts', 'engine-has-doors-for-specs'],
  ['test/e2e/past-the-door.spec.ts', '@/commands/decider.ts', 'engine-has-doors-for-specs'],
  ['libs/platform/opening.ts', '@/nest/event-sourcing.module.ts', 'stores-are-opened-by-modules'],
  ['@/consumers/feed.ts', '@/event-store/embedded/embedded.event-store.ts', 'adapters-only-in-modules'],
  [
    '@/event-store/eventstoredb/retry.ts',
    '@/event-store/embedded/embedded.event-store.ts',
    'adapters-know-their-port-only',
  ],
  ['libs/platform/http/app.ts', 'libs/orders/orders.events.ts', 'platform-knows-the-engine-alone'],
  ['libs/platform/http/app.spec.ts', 'libs/audit/replay.ts', 'platform-knows-the-engine-alone'],
  ['libs/deals/a.handlers.ts', 'libs/orders/orders.decider.ts', 'contexts-know-what-others-publish'],
  ['libs/deals/b.handlers.ts', 'libs/orders/orders.state.ts', 'contexts-know-what-others-publish'],
  ['libs/deals/c.handlers.ts', 'libs/orders/index.ts', 'contexts-know-what-others-publish'],
  ['libs/deals/d.module.ts', 'libs/customer-view/profile.ts', 'contexts-know-what-others-publish'],
  [
    'libs/deals/e.query.ts',
    'libs/orders/read-models/orders.projection.ts',
    'contexts-know-what-others-publish',
  ],
  ['libs/parcels/a.handlers.ts', 'libs/orders/orders.decider.ts', 'contexts-know-what-others-publish'],
  ['libs/parcels/b.spec.ts', 'libs/orders/orders.state.ts', 'contexts-know-what-others-publish'],
  ['libs/deals/f.handlers.ts', 'libs/parcels/parcels.state.ts', 'contexts-know-what-others-publish'],
  ['libs/customers/a.handlers.ts', 'libs/orders/orders.events.ts', 'customers-know-no-context'],
  ['libs/audit/a.ts', 'libs/orders/orders.decider.ts', 'readers-know-what-contexts-publish'],
  ['libs/customer-view/a.ts', 'libs/parcels/parcels.state.ts', 'readers-know-what-contexts-publish'],
  ['libs/analytics/a.ts', 'libs/audit/replay.ts', 'readers-know-what-contexts-publish'],
  ['libs/analytics/a.spec.ts', 'libs/orders/orders.decider.ts', 'specs-of-readers-compose-contexts'],
  ['libs/importing/a.ts', 'libs/orders/orders.commands.ts', 'importing-knows-no-context'],
  ['libs/demo/a.ts', 'libs/orders/orders.decider.ts', 'the-demo-sends-commands'],
  ['libs/deals/kit.ts', '@/testing.ts', 'testing-is-not-shipped'],
  ['libs/deals/fixture.ts', 'libs/deals/testing/deals.fixture.ts', 'testing-is-not-shipped'],
  ['apps/cli/early.command.ts', 'libs/platform/access/principal.ts', 'help-loads-no-more-than-words'],
  ['apps/cli/kit.ts', '@/testing.ts', 'testing-is-not-shipped'],
  ['libs/deals/a.decider.ts', '@nestjs/common', 'what-decides-is-pure'],
  [
    'libs/deals/b.decider.ts',
    'libs/deals/index.ts',
    'what-decides-is-pure',
    'commands-never-read-read-models',
  ],
  [
    'libs/deals/c.decider.ts',
    'libs/deals/read-models/deals.projection.ts',
    'what-decides-is-pure',
    'commands-never-read-read-models',
  ],
  ['libs/deals/d.state.ts', 'libs/platform/http/http-app.ts', 'what-decides-is-pure'],
  ['libs/deals/decisions/a.ts', 'node:crypto', 'what-decides-is-pure', 'contexts-need-no-runtime'],
  ['libs/deals/decisions/b.ts', 'libs/deals/clock.ts', 'what-decides-is-pure'],
  ['libs/parcels/decisions/a.ts', 'node:util', 'what-decides-is-pure', 'contexts-need-no-runtime'],
  ['libs/deals/e.decider.ts', 'libs/deals/deals.commands.ts', 'what-decides-knows-shapes-as-types'],
  ['libs/deals/f.published.ts', 'libs/deals/deals.state.ts', 'what-is-published-stands-alone'],
  ['libs/deals/read-models/a.projection.ts', '@nestjs/common', 'projections-are-pure'],
  ['libs/deals/read-models/b.projection.ts', 'libs/deals/nest.ts', 'projections-are-pure'],
  ['libs/deals/runtime.ts', 'node:fs', 'contexts-need-no-runtime'],
  ['libs/deals/g.handlers.ts', 'libs/deals/index.ts', 'commands-never-read-read-models'],
  ['libs/deals/checks.ts', 'libs/deals/read-models/deals.query.ts', 'commands-never-read-read-models'],
  ['libs/deals/h.query.ts', 'libs/deals/deals.handlers.ts', 'queries-decide-nothing'],
  ['libs/deals/read-models/i.query.ts', 'libs/deals/all.ts', 'queries-decide-nothing'],
  ['apps/cli/deciding.ts', 'libs/deals/deals.decider.ts', 'apps-know-modules-and-answers'],
  ['libs/audit/app.ts', 'apps/composition.ts', 'readers-know-what-contexts-publish', 'apps-are-not-imported'],
  ['libs/deals/dev.ts', 'planted', 'nothing-shipped-needs-dev-packages'],
];

const accepted: readonly Planted[] = [
  ['libs/deals/listening.reaction.ts', 'libs/orders/orders.events.ts'],
  ['libs/parcels/checking.handlers.ts', 'libs/customers/customers.published.ts'],
  ['libs/parcels/parcels.module.ts', '@nestjs/common'],
  ['libs/parcels/deciding.decider.ts', '@/core.ts'],
  ['libs/parcels/deciding.spec.ts', '@/event-store/embedded/embedded.event-store.ts'],
  ['libs/audit/audit.spec.ts', 'libs/orders/orders.module.ts'],
  ['libs/demo/telling.ts', 'libs/orders/orders.commands.ts'],
  ['apps/planted.ts', 'libs/orders/orders.module.ts'],
];

/** What planted files pass on or import further. */
const further: readonly Planted[] = [
  ['libs/orders/other.ts', 'libs/orders/one.ts'],
  ['libs/orders/index.ts', 'libs/orders/orders.decider.ts'],
  ['libs/deals/index.ts', 'libs/deals/read-models/deals.projection.ts'],
  ['libs/deals/all.ts', 'libs/deals/deals.decider.ts'],
  ['libs/deals/nest.ts', '@nestjs/common'],
];

const inEngine = (path: string): string => path.replace(/^@\//, 'libs/event-sourcing/');
const isFile = (path: string): boolean => /^(libs|apps|test)\//.test(path);

const specifier = (from: string, to: string): string =>
  isFile(to) ? `./${relative(dirname(from), to)}`.replace(/\.ts$/, '.js') : to;

const packageNamed = (name: string): Readonly<Record<string, string>> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: '',
});

const plant = (): string => {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({
      type: 'module',
      dependencies: { '@nestjs/common': '1.0.0' },
      devDependencies: { planted: '1.0.0' },
    }),
    ...packageNamed('planted'),
    ...packageNamed('@nestjs/common'),
  };
  const all = [...refused, ...accepted, ...further].map(
    ([from, to]) => [inEngine(from), inEngine(to)] as const,
  );
  for (const [, to] of all) if (isFile(to) && !to.includes('nowhere')) files[to] = 'export const it = 1;';
  for (const [from, to] of all) files[from] = `export * from '${specifier(from, to)}';\n`;
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  return folder;
};

describe('dependency rules', () => {
  it(
    'hold in this repository',
    () => {
      expect(violationsIn(root).map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    },
    MINUTE,
  );

  describe('where each is violated', () => {
    let violations: readonly Violation[];

    beforeAll(() => {
      violations = violationsIn(plant());
    }, MINUTE);

    const rulesAgainst = (path: string): readonly string[] => [
      ...new Set(violations.filter(({ from }) => from === inEngine(path)).map(({ rule }) => rule.name)),
    ];

    it.each(refused)('refuse that %s imports %s', (from, _to, ...rules) => {
      expect([...rulesAgainst(from)].sort()).toEqual([...rules].sort());
    });

    it.each(accepted)('accept that %s imports %s', (from) => {
      expect(rulesAgainst(from)).toEqual([]);
    });

    it('are all among them', async () => {
      const { default: rules } = (await import(config)) as {
        default: { forbidden: { name: string }[] };
      };
      expect(new Set(refused.flatMap(([, , ...names]) => names))).toEqual(
        new Set(rules.forbidden.map(({ name }) => name)),
      );
    });
  });
});
