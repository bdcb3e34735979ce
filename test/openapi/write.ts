/**
 * Writes what is made of the service's own answers: `docs/openapi.json`, and the answers that stand in it as examples. The
 * spec beside this file fails while either is out of date. Each run of it writes the same: the clock stands still, and what
 * is made at random is replaced.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { configFrom } from '../../apps/composition.js';
import { StandaloneModule } from '../../apps/standalone/standalone.module.js';
import { openApiOf, withAnswers } from '../../libs/platform/http/openapi.document.js';
import { createHttpApp } from '../../libs/platform/index.js';
import { HttpClient } from '../support/http.client.js';
import { authorizationFor } from '../support/tokens.js';
import { stableAnswer } from './stable-answer.js';
import { TOLD_AT } from './story.js';
import { TELLER, Telling } from './telling.js';

const root = resolve(import.meta.dirname, '../..');

const write = async (path: string, text: string): Promise<void> => {
  const filepath = join(root, path);
  writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
};

const folder = mkdtempSync(join(tmpdir(), 'dossier-openapi-'));
const app = await createHttpApp(
  StandaloneModule.inOneThread(configFrom({ DOSSIER_DATA: folder }), undefined, () => TOLD_AT),
);
const document = openApiOf(app);
const told = await new Telling(
  new HttpClient(
    await app.getHttpAdapter().getInstance().listen({ port: 0 }),
    await authorizationFor(folder, { ...TELLER, now: TOLD_AT }),
  ),
  document,
).tell();
const refused = told.filter(({ status }) => status >= 300);
if (refused.length > 0) throw new Error(JSON.stringify(refused, undefined, 2));
const answers = Object.fromEntries(told.map(({ operation, body }) => [operation, stableAnswer(body)]));
await write(
  'libs/platform/http/answer.examples.ts',
  `/** Answers by operation id, as \`npm run openapi\` recorded them. */\nexport const answerExamples: Readonly<Record<string, unknown>> = ${JSON.stringify(answers)};\n`,
);
await write('docs/openapi.json', JSON.stringify(withAnswers(document, answers)));
await app.close();
rmSync(folder, { recursive: true });
