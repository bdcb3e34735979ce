/**
 * Which folder may import which. `test/architecture/dependency-rules.spec.ts` plants a violation of each rule and sees it
 * rejected.
 */
const contexts = '(customers|interactions|deals|orders)';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Files that import each other can only be understood together.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolvable',
      comment: 'An import that leads nowhere fails only when it is reached.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'engine-knows-no-domain',
      comment: 'The engine is used by the contexts and knows none of them.',
      severity: 'error',
      from: { path: '^libs/event-sourcing/' },
      to: { path: '^(libs/(?!event-sourcing/)|apps/)' },
    },
    {
      name: 'platform-knows-no-domain',
      comment: 'The platform carries the contexts; it knows the engine alone.',
      severity: 'error',
      from: { path: '^libs/platform/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(libs/(?!event-sourcing/|platform/)|apps/)' },
    },
    {
      name: 'contexts-meet-through-events',
      comment: 'A context imports nothing of another but its events and its published folds.',
      severity: 'error',
      from: { path: `^libs/${contexts}/` },
      to: { path: `^libs/${contexts}/`, pathNot: ['^libs/$1/', '\\.(events|published)\\.ts$'] },
    },
    {
      name: 'readers-know-events-only',
      comment: 'What crosses contexts is built on their events alone.',
      severity: 'error',
      from: { path: '^libs/(analytics|audit|customer-view)/', pathNot: ['\\.spec\\.ts$', '/testing/'] },
      to: { path: `^libs/${contexts}/`, pathNot: '\\.(events|published|settings)\\.ts$' },
    },
    {
      name: 'adapters-only-in-modules',
      comment: 'Which store runs is configuration: only a module of the engine names an adapter.',
      severity: 'error',
      from: {
        path: '^(libs|apps)/',
        pathNot: ['\\.module\\.ts$', '\\.spec\\.ts$', '/testing/', '/(event-store|read-store)/[^/]+/'],
      },
      to: { path: '^libs/event-sourcing/(event-store|read-store)/[^/]+/' },
    },
    {
      name: 'adapters-know-their-port-only',
      comment: 'An adapter imports no other adapter.',
      severity: 'error',
      from: { path: '^libs/event-sourcing/(event-store|read-store)/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^libs/event-sourcing/(event-store|read-store)/[^/]+/',
        pathNot: '^libs/event-sourcing/$1/$2/',
      },
    },
    {
      name: 'deciders-and-projections-are-pure',
      comment: 'Rules and folds know no clock, no network, no framework.',
      severity: 'error',
      from: { path: '\\.(decider|state|projection|events)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'commands-never-read-read-models',
      comment: 'What is decided is decided on the log.',
      severity: 'error',
      from: { path: '\\.(decider|check|published)\\.ts$' },
      to: { path: '(/read-models/|^libs/event-sourcing/(read-store|projections)/)' },
    },
    {
      name: 'queries-never-touch-the-log',
      comment: 'Queries answer from read models; the audit alone reads the log.',
      severity: 'error',
      from: { path: '\\.(query|query\\.controller)\\.ts$', pathNot: '^libs/audit/' },
      to: { path: '(^libs/event-sourcing/(event-store|commands/command-engine)|\\.decider\\.ts$)' },
    },
    {
      name: 'apps-are-not-imported',
      comment: 'Apps compose; nothing stands on them.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(apps|test)/' },
    },
    {
      name: 'nothing-shipped-needs-dev-packages',
      comment: 'What users install must be a dependency.',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: ['\\.spec\\.ts$', '\\.contract\\.ts$', 'spec-kit', '/testing/', 'contract\\.fixture\\.ts$'],
      },
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
