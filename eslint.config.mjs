import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/**
 * The engine's doors pass on its two sides together, so that `.dependency-cruiser.mjs` can't tell them apart: here they are
 * told apart by name.
 */
const notImported = (message, ...importNames) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex: '.', importNames, message }] }],
});
const COMMANDS = ['CommandEngine', 'CommandBus', 'handlersOf'];
const LOG = ['EventStore', 'EVENT_STORE'];
const READ_MODELS = ['ReadModels', 'ReadStore', 'READ_STORE'];

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'coverage',
      '.venv',
      'data',
      'clients/typescript/generated',
      '**/*.mjs',
      '**/*.cjs',
      // Recorded by `npm run openapi`.
      'libs/platform/http/answer.examples.ts',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Nest wires classes by decorators; a module with nothing but metadata is its normal shape.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      // Bodies of requests are classes only so that decorators have something to stand on; they are used as shapes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // A union of one member is on its way to have two.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    files: ['libs/**/*.query.ts', 'libs/**/*.query.controller.ts', 'libs/*/read-models/**'],
    ignores: ['**/*.spec.ts', 'libs/audit/**'],
    rules: notImported('Queries answer from read models.', ...COMMANDS, ...LOG),
  },
  {
    files: ['libs/audit/**'],
    ignores: ['**/*.spec.ts'],
    rules: notImported('The audit reads the log and sends no commands.', ...COMMANDS),
  },
  {
    files: ['libs/**/*.{decider,handlers,reaction,published,command.controller}.ts', 'libs/**/decisions/**'],
    rules: notImported('What is decided is decided on the log.', ...READ_MODELS),
  },
  prettier,
);
