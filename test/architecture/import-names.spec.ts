import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';

const root = resolve(import.meta.dirname, '../..');
const CORE = "'../../event-sourcing/core.js'";

const eslint = new ESLint({
  cwd: root,
  // Only the rule on imports, which needs no types.
  ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports',
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

const messagesFor = async (filePath: string, text: string): Promise<readonly string[]> => {
  const [result] = await eslint.lintText(text, { filePath: resolve(root, filePath) });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
};

describe('names that one side of the engine keeps from the other', () => {
  // The first text loads the configuration and the parser.
  beforeAll(async () => {
    await messagesFor('libs/parcels/parcels.ts', '');
  }, 120_000);

  it.each([
    ['libs/parcels/read-models/parcels.query.ts', `import { CommandEngine } from ${CORE};`],
    ['libs/parcels/read-models/parcels.query.ts', `import { type CommandEngine } from ${CORE};`],
    ['libs/parcels/read-models/parcels.query.ts', `import * as core from ${CORE};`],
    ['libs/parcels/read-models/parcels.query.ts', "import { CommandEngine } from '../barrel.js';"],
    ['libs/parcels/parcels.query.controller.ts', "import { CommandBus } from '@nestjs/cqrs';"],
    ['libs/parcels/read-models/parcels.projection.ts', `import { type EventStore } from ${CORE};`],
    ['libs/audit/audit.query.ts', `import { CommandEngine } from ${CORE};`],
    ['libs/parcels/parcels.handlers.ts', `import { ReadModels } from ${CORE};`],
    ['libs/parcels/decisions/sending.ts', `import { ReadModels } from ${CORE};`],
  ])('are refused to %s: %s', async (file, text) => {
    expect(await messagesFor(file, text)).toEqual(['no-restricted-imports']);
  });

  it.each([
    ['libs/parcels/read-models/parcels.query.ts', `import { ReadModels } from ${CORE};`],
    ['libs/parcels/parcels.handlers.ts', `import { CommandEngine } from ${CORE};`],
    ['libs/audit/audit.query.ts', `import { type EventStore } from ${CORE};`],
  ])('are open to %s: %s', async (file, text) => {
    expect(await messagesFor(file, text)).toEqual([]);
  });
});
