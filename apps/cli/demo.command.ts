import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command } from 'commander';
import { stories } from '../../libs/demo/stories.js';
import { DAY } from '../../libs/demo/story.js';
import { tellStories, type Told } from '../../libs/demo/tell-stories.js';
import { CommandSender, type DossierConfig, loadConfig } from '../../libs/platform/index.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import {
  type CommonOptions,
  configFor,
  print,
  printJson,
  subcommand,
  wholeNumber,
  withContext,
} from './command-line.js';
import { demoReport, type Shown } from './demo.report.js';
import { durationText, progressOf } from './progress.js';
import { withQuestions } from './questions.js';
import { type WaitOptions, withPatience } from './waiting.js';

interface DemoOptions extends CommonOptions, WaitOptions {
  readonly customers: number;
  readonly seed: number;
}

const SERVICE = 'demo';

const EXAMPLES = `  dossier demo
  dossier demo --customers 200 --seed 7
  dossier demo --data /tmp/demo         keep what was made, to serve it: dossier start --data /tmp/demo

Without --data everything stands in embedded stores in a temporary folder, which is removed at the end, whatever stores
the environment names. With it, the same demonstration done again on the same day adds nothing.`;

/** `dossier demo`: made-up customers go in as commands, and come out as lookups and analytics. */
export const registerDemo = (program: Command): void => {
  withPatience(
    subcommand(program, 'demo', 'fill the service with made-up customers, and ask it about them', EXAMPLES),
  )
    .option('--customers <number>', 'how many customers to make up', wholeNumber, 3000)
    .option('--seed <number>', 'another number makes other customers', wholeNumber, 1)
    .action(async (options: DemoOptions) => {
      if (options.data !== undefined) {
        await demonstrate(options, configFor(options));
        return;
      }
      const data = await mkdtemp(join(tmpdir(), 'dossier-demo-'));
      try {
        await demonstrate(options, loadConfig({ DOSSIER_DATA: data }));
      } finally {
        await rm(data, { recursive: true, force: true });
      }
    });
};

const demonstrate = async (options: DemoOptions, config: DossierConfig): Promise<void> => {
  const say = options.json ? () => undefined : print;
  const began = performance.now();
  say(
    `Making up ${options.customers.toLocaleString('en')} customers and sending what they do, as commands …`,
  );
  const told = await fill(options, config);
  const commandSeconds = secondsSince(began);
  const rate = Math.round(told.commands / commandSeconds).toLocaleString('en');
  say(
    `${told.commands.toLocaleString('en')} commands in ${durationText(commandSeconds)}, ${rate} a second: ` +
      `${told.accepted.toLocaleString('en')} accepted, ${told.repeated.toLocaleString('en')} repeated or unchanged, ` +
      `${told.refused} refused.`,
  );
  say('Building read models from the log …');
  const asked = performance.now();
  await withQuestions(config, options, async (questions) => {
    const readModelSeconds = secondsSince(asked);
    say(`They are at the end of the log after ${durationText(readModelSeconds)}.`);
    const reports: Omit<Shown, 'table'>[] = [];
    for await (const { table, ...report } of demoReport(questions)) {
      reports.push(report);
      say(`\n${report.title}\nGET ${report.path}\n${table}`);
    }
    const seconds = { commands: commandSeconds, readModels: readModelSeconds, all: secondsSince(began) };
    if (options.json) printJson({ ...told, seconds, reports });
    else say(`\nAll of it took ${durationText(seconds.all)}.`);
  });
};

const fill = async ({ customers, seed, json }: DemoOptions, config: DossierConfig): Promise<Told> => {
  const end = Math.floor(Date.now() / DAY) * DAY;
  const progress = progressOf({ title: 'customers', unit: 'commands', quiet: json === true });
  try {
    return await withContext(CommandApiModule.forRoot(config), (context) =>
      tellStories({
        stories: stories({ seed, customers, end, service: SERVICE }),
        sender: context.get(CommandSender),
        actor: { id: 'demo', service: SERVICE, verified: false },
        onProgress: (told) => {
          progress.update(told.customers / customers, told.commands);
        },
      }),
    );
  } finally {
    progress.done();
  }
};

const secondsSince = (start: number): number => Math.round((performance.now() - start) / 10) / 100;
