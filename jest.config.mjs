/** Specs are found by glob, so that none can be left out by forgetting to list it. */
export default {
  testEnvironment: 'node',
  // Generous: a busy machine must not fail a test, and what hangs is still ended.
  testTimeout: 60_000,
  // Specs wait for processes and disks more than they reckon: a core left free would be idle.
  maxWorkers: '100%',
  roots: ['<rootDir>/apps', '<rootDir>/clients', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};
