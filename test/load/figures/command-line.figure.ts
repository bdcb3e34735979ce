import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Figure } from '../figure.js';
import { inTurns, type Side } from '../turns.js';

const DOSSIER = fileURLToPath(new URL('../../../apps/cli/main.js', import.meta.url));
const run = promisify(execFile);

/** How long a process of Node takes from its start to its end, in milliseconds. */
const running =
  (...args: readonly string[]): Side =>
  async () => {
    const start = performance.now();
    await run(process.execPath, [...args]);
    return performance.now() - start;
  };

const figure = (
  command: string,
  atMost: number,
  argumentsFor: (folder: string) => readonly string[],
): Figure => ({
  name: `the command line: dossier ${command}`,
  about: 'from start to end ÷ `node -e 0`',
  target: { atMost },
  measure: async ({ folder, say }) => {
    const args = argumentsFor(folder);
    if (args[0] !== '--help') {
      say('making a log with the demo’s customers');
      await run(process.execPath, [DOSSIER, 'demo', '--customers', '50', '--data', folder, '--json']);
    }
    return inTurns('ms', 9, running(DOSSIER, ...args), running('-e', '0'));
  },
});

/** Whoever asks for help reads no store. */
export const commandLineHelp = figure('--help', 3, () => ['--help']);

/** On embedded stores that no service has open, their read models at the end of the log. */
export const commandLineGet = figure('get', 10, (folder) => [
  ...['get', '/v1/customers?limit=1', '--json'],
  ...['--data', folder],
]);
