/**
 * Which file may import which: forbidden by default, allowed by name. `test/architecture/dependency-rules.spec.ts` plants
 * violations of each rule, through barrels too, and sees them refused.
 *
 * A barrel can't hide what it passes on: either it is refused itself (a rule on all files of a folder), or it is not among
 * the files that may be imported (`pathNot`), or the rule follows imports to their end (`reachable`).
 */

/** Folders of `libs` that are no contexts. Every other folder is one, and is held to the rules of contexts. */
const ENGINE = 'event-sourcing';
const PLATFORM = 'platform';
const READERS = ['analytics', 'audit', 'customer-view', 'access', 'privacy'];
const TOOLS = ['importing', 'demo'];

const anyOf = (words) => `(?:${words.join('|')})`;
const CONTEXT = `^libs/(?!${anyOf([ENGINE, PLATFORM, ...READERS, ...TOOLS])}/)([^/]+)/`;

/** Files that are not shipped. */
const SPECS = ['\\.spec\\.ts$', '/testing/'];
const KITS = [...SPECS, `^libs/${ENGINE}/testing\\.ts$`, '\\.contract\\.ts$', '/contract\\.fixture\\.ts$'];

const OURS = '^(libs|apps|test)/';
const OWN = '^libs/$1/';
const SHARED = [`^libs/${ENGINE}/`, `^libs/${PLATFORM}/`];
/** What others may know of a context. */
const PUBLISHED = `${CONTEXT}[^/]+\\.(events|published)\\.ts$`;
/** Who has been shown whose personal data: receipts of erasures list it. */
const ACCESSES = '^libs/access/read-models/accesses\\.projection\\.ts$';
/** What a context declares of its settings; reports are grouped by them. */
const SETTINGS = `${CONTEXT}[^/]+\\.settings\\.ts$`;
const DOORS = `^libs/${ENGINE}/(core|nest|testing)\\.ts$`;
/** What opens stores, and loads the adapter that is named. */
const STORES = `^libs/${ENGINE}/(open-stores|keys/open-keys)\\.ts$`;
/** The engine for NestJS, which one module of the platform sets up. */
const SET_UP = `^libs/${ENGINE}/nest/event-sourcing\\.module\\.ts$`;
const ADAPTER = `^libs/${ENGINE}/(event-store|read-store|keys)/[^/]+/`;
/** How MongoDB is reached, for read models and for keys. */
const MONGODB = `^libs/${ENGINE}/read-store/mongodb/mongodb\\.(connection|errors)\\.ts$`;
const NEST = 'node_modules/@nestjs/';

/** What answers reports beside the serving thread, and the settings that name a file of rules. */
const THREADS = ['^libs/analytics/threads/', '^libs/analytics/analytics\\.settings\\.ts$'];

/** Files in which a context decides: no clock, no network, no framework. */
const DECIDES = '(decisions/.+|[^/]+\\.(decider|state|details|errors|events|published))\\.ts$';
/** Shapes that decisions are given; their classes stand on decorators, so only their types may be imported. */
const SHAPES = [`^libs/[^/]+/[^/]+\\.commands\\.ts$`, `^libs/${PLATFORM}/index\\.ts$`];
/** Files of the command line that are loaded whatever it is asked. */
const WORDS_OF_COMMANDS = '(main|program|usage|version|[^/]+\\.command)\\.ts$';
const PURE_PACKAGES = anyOf(['libphonenumber-js']);

/** A rule that a file violates by importing any of our files that is not named. */
const imports = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { path: OURS, pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Files that import each other, types included, can only be understood together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unresolvable',
      comment: 'An import that leads nowhere fails only when it is reached.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    imports(
      'engine-knows-nobody',
      'The engine is used by all and could be taken by another project.',
      { path: `^libs/(${ENGINE})/`, pathNot: KITS },
      [OWN],
    ),
    imports(
      'engine-kits-know-test-servers',
      'Specs of the engine also start the servers and processes of test.',
      { path: `^libs/(${ENGINE})/`, pathNot: `^(?!.*${anyOf(KITS)})` },
      [OWN, '^test/(servers|support)/'],
    ),
    {
      name: 'engine-core-knows-no-framework',
      comment: 'NestJS enters the engine by its own door.',
      severity: 'error',
      from: { path: `^libs/${ENGINE}/`, pathNot: `^libs/${ENGINE}/nest(\\.ts$|/)` },
      to: { path: [NEST, `^libs/${ENGINE}/nest(\\.ts$|/)`] },
    },
    {
      name: 'engine-has-doors',
      comment: 'Outside the engine, its doors and its module are imported, and nothing behind them.',
      severity: 'error',
      from: { path: `^(apps|libs/(?!${ENGINE}/))`, pathNot: SPECS },
      to: { path: `^libs/${ENGINE}/`, pathNot: [DOORS, STORES, SET_UP] },
    },
    {
      name: 'engine-has-doors-for-specs',
      comment:
        'Specs may open a store besides. The servers, processes and loads of test try the engine itself.',
      severity: 'error',
      from: { path: [...SPECS, '^test/'], pathNot: [`^libs/${ENGINE}/`, '^test/(servers|processes|load)/'] },
      to: {
        path: `^libs/${ENGINE}/`,
        pathNot: [DOORS, STORES, SET_UP, `${ADAPTER}[^/]+\\.(event|read)-store\\.ts$`],
      },
    },
    {
      name: 'stores-are-opened-by-modules',
      comment: 'Which store runs is configuration: the modules of apps, and their threads, open it.',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['\\.(module|worker)\\.ts$', ...SPECS] },
      to: { path: [STORES, SET_UP] },
    },
    {
      name: 'adapters-only-in-modules',
      comment: 'Only the module of the engine names an adapter.',
      severity: 'error',
      from: { path: `^libs/${ENGINE}/`, pathNot: [STORES, ADAPTER, ...KITS] },
      to: { path: ADAPTER },
    },
    {
      name: 'adapters-know-their-port-only',
      comment: 'An adapter imports no other adapter.',
      severity: 'error',
      from: { path: `^libs/${ENGINE}/(event-store|read-store|keys)/([^/]+)/`, pathNot: SPECS },
      to: { path: ADAPTER, pathNot: [`^libs/${ENGINE}/$1/$2/`, MONGODB] },
    },
    imports(
      'platform-knows-the-engine-alone',
      'The platform carries the contexts and knows none.',
      { path: `^libs/(${PLATFORM})/` },
      [OWN, `^libs/${ENGINE}/`],
    ),
    imports(
      'contexts-know-what-others-publish',
      'A context imports of another its events and its published folds, and nothing else.',
      { path: CONTEXT },
      [OWN, ...SHARED, PUBLISHED],
    ),
    imports(
      'customers-know-no-context',
      'Customers come before all other contexts.',
      { path: '^libs/(customers)/' },
      [OWN, ...SHARED],
    ),
    imports(
      'readers-know-what-contexts-publish',
      'What reads across contexts is built on what they publish; the rest is contributed in their modules.',
      { path: `^libs/(${anyOf(READERS)})/`, pathNot: SPECS },
      [OWN, ...SHARED, PUBLISHED, SETTINGS, ACCESSES],
    ),
    imports(
      'specs-of-readers-compose-contexts',
      'A spec of a reader may run contexts, as an app does, and take their fixtures.',
      { path: `^libs/(${anyOf(READERS)})/`, pathNot: `^(?!.*${anyOf(SPECS)})` },
      [OWN, ...SHARED, PUBLISHED, SETTINGS, `${CONTEXT}[^/]+\\.module\\.ts$`, `${CONTEXT}testing/`],
    ),
    imports(
      'importing-knows-no-context',
      'The commands that rows become are handed to it.',
      { path: '^libs/(importing)/' },
      [OWN, ...SHARED],
    ),
    imports('the-demo-sends-commands', 'The demo tells its stories by commands.', { path: '^libs/(demo)/' }, [
      OWN,
      ...SHARED,
      PUBLISHED,
      `${CONTEXT}[^/]+\\.commands\\.ts$`,
      '^libs/importing/',
    ]),
    {
      name: 'testing-is-not-shipped',
      comment: 'What is shipped imports no kit, fixture, contract suite or spec.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: KITS },
      to: { path: KITS },
    },
    {
      name: 'what-decides-is-pure',
      comment:
        'Rules and folds import rules, folds and values, all by name: no clock, no network, no framework.',
      severity: 'error',
      from: { path: `${CONTEXT}${DECIDES}`, pathNot: SPECS },
      to: {
        path: '.',
        pathNot: [
          `${OWN}${DECIDES}`,
          PUBLISHED,
          ...SHAPES,
          `^libs/${ENGINE}/core\\.ts$`,
          `^libs/${PLATFORM}/money/`,
          `node_modules/${PURE_PACKAGES}/`,
        ],
      },
    },
    {
      name: 'what-decides-knows-shapes-as-types',
      comment: 'The classes of commands stand on decorators of NestJS.',
      severity: 'error',
      from: { path: `${CONTEXT}${DECIDES}`, pathNot: SPECS },
      to: { path: SHAPES, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'what-is-published-stands-alone',
      comment: 'Others import it, so it passes on nothing but events.',
      severity: 'error',
      from: { path: PUBLISHED },
      to: { path: '.', pathNot: [PUBLISHED, `^libs/${ENGINE}/core\\.ts$`] },
    },
    {
      name: 'projections-are-pure',
      comment: 'A fold reaches no framework, no store, and nothing that decides or answers.',
      severity: 'error',
      from: { path: '\\.projection\\.ts$' },
      to: {
        path: [
          NEST,
          `^libs/${PLATFORM}/(?!money/|(?:folded-text|time-zone|retention)\\.ts$)`,
          '\\.(decider|handlers|reaction|query|controller|module)\\.ts$',
        ],
        reachable: true,
      },
    },
    {
      name: 'contexts-need-no-runtime',
      comment:
        'Files, sockets and threads are for the engine and the platform. Answers may be streamed, sums may pause.',
      severity: 'error',
      from: {
        path: [CONTEXT, `^libs/${anyOf(READERS)}/`],
        pathNot: ['\\.query\\.controller\\.ts$', ...SPECS, ...THREADS],
      },
      to: { dependencyTypes: ['core'], pathNot: '^timers/promises$' },
    },
    {
      name: 'commands-never-read-read-models',
      comment:
        'What is decided is decided on the log. Only queries, what they answer, and modules know read models.',
      severity: 'error',
      from: {
        path: CONTEXT,
        pathNot: [
          '/read-models/',
          '\\.query(\\.controller)?\\.ts$',
          '\\.answers?\\.ts$',
          '\\.module\\.ts$',
          ...SPECS,
        ],
      },
      to: { path: '/read-models/', reachable: true },
    },
    {
      name: 'queries-decide-nothing',
      comment: 'Queries answer from read models and send no commands.',
      severity: 'error',
      from: { path: ['\\.query(\\.controller)?\\.ts$', '/read-models/'], pathNot: SPECS },
      to: {
        path: ['/decisions/', '\\.(decider|handlers|reaction|command\\.controller)\\.ts$'],
        reachable: true,
      },
    },
    {
      name: 'apps-know-modules-and-answers',
      comment: 'An app composes the modules of contexts, and shows what they answer.',
      severity: 'error',
      from: { path: '^apps/', pathNot: SPECS },
      to: { path: CONTEXT, pathNot: '\\.(module|answers?)\\.ts$' },
    },
    {
      name: 'help-loads-no-more-than-words',
      comment:
        'What a command does is imported when it is carried out: help and wrong usage wait for nothing.',
      severity: 'error',
      from: { path: `^apps/cli/${WORDS_OF_COMMANDS}`, pathNot: SPECS },
      to: {
        path: '.',
        pathNot: [
          `^apps/cli/${WORDS_OF_COMMANDS}`,
          `^libs/${PLATFORM}/(access/(duration|reserved-clients|scopes)|config/data-folder)\\.ts$`,
          'node_modules/commander/',
        ],
        dynamic: false,
        dependencyTypesNot: ['type-only', 'core'],
      },
    },
    {
      name: 'apps-are-not-imported',
      comment: 'Apps compose; nothing stands on them.',
      severity: 'error',
      from: { path: '^libs/', pathNot: SPECS },
      to: { path: '^(apps|test)/' },
    },
    {
      name: 'nothing-shipped-needs-dev-packages',
      comment: 'What users install must be a dependency.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: KITS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist|^coverage)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
