import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command } from 'commander';
import { stories } from '../../libs/demo/stories.js';
import { DAY } from '../../libs/demo/story.js';
import { type DemoResult, sendStories } from '../../libs/demo/send-stories.js';
import { type DossierConfig } from '../../libs/platform/index.js';
import { configFrom } from '../composition.js';
import { runningServiceOf } from '../../libs/platform/running-service.js';
import { type CommonOptions, configFor, print, printJson, subcommand, wholeNumber } from './command-line.js';
import { demoReport, type Shown } from './demo.report.js';
import { durationText, progressOf } from './progress.js';
import { type Questions, questionsTo, withQuestions } from './questions.js';
import { type Service, serviceAt, type ServiceOptions, withCommandClient, withService } from './service.js';
import { type WaitOptions, withPatience } from './waiting.js';

interface DemoOptions extends CommonOptions, ServiceOptions, WaitOptions {
  readonly customers: number;
  readonly seed: number;
}

const SERVICE = 'demo';

const EXAMPLES = `  dossier demo
  dossier demo --customers 200 --seed 7
  dossier demo --data /tmp/demo         keep what was made, to serve it: dossier start --data /tmp/demo
  dossier demo --url http://127.0.0.1:3000

With --url the commands go to that service over HTTP, and the questions too; with --data to the service that runs on the
folder, if one does. Without either everything stands in embedded stores in a temporary folder, which is removed at the end, whatever stores
the environment names. With either, the same demonstration done again on the same day adds nothing.`;

/** `dossier demo`: made-up customers go in as commands, and come out as lookups and analytics. */
export const registerDemo = (program: Command): void => {
  withPatience(
    withService(
      subcommand(program, 'demo', 'fill the service with made-up customers, and ask it about them', EXAMPLES),
    ),
  )
    .option('--customers <number>', 'how many customers to make up', wholeNumber, 3000)
    .option('--seed <number>', 'another number makes other customers', wholeNumber, 1)
    .action(async (options: DemoOptions) => {
      if (options.url !== undefined || options.data !== undefined) {
        const config = configFor(options);
        const url = options.url ?? (await runningServiceOf(config));
        await demonstrate(options, config, url === undefined ? undefined : serviceAt(url, options));
        return;
      }
      const data = await mkdtemp(join(tmpdir(), 'dossier-demo-'));
      try {
        await demonstrate(options, configFrom({ DOSSIER_DATA: data }), undefined);
      } finally {
        await rm(data, { recursive: true, force: true });
      }
    });
};

/** On the service, or without one on the stores of the configuration, opened in this process. */
const demonstrate = async (
  options: DemoOptions,
  config: DossierConfig,
  service: Service | undefined,
): Promise<void> => {
  const say = options.json ? () => undefined : print;
  const began = performance.now();
  say(
    `Making up ${options.customers.toLocaleString('en')} customers and sending what they do, as commands …`,
  );
  const result = await fill(options, config, service);
  const commandSeconds = secondsSince(began);
  const rate = Math.round(result.commands / commandSeconds).toLocaleString('en');
  say(
    `${result.commands.toLocaleString('en')} commands in ${durationText(commandSeconds)}, ${rate} a second: ` +
      `${result.accepted.toLocaleString('en')} accepted, ${result.repeated.toLocaleString('en')} repeated or unchanged, ` +
      `${result.refused} refused.`,
  );
  const ready = performance.now();
  const report = async (questions: Questions): Promise<void> => {
    const readModelSeconds = secondsSince(ready);
    if (!service) say(`They are at the end of the log after ${durationText(readModelSeconds)}.`);
    const reports: Omit<Shown, 'table'>[] = [];
    for await (const { table, ...shown } of demoReport(questions)) {
      reports.push(shown);
      say(`\n${shown.title}\nGET ${shown.path}\n${table}`);
    }
    const seconds = { commands: commandSeconds, readModels: readModelSeconds, all: secondsSince(began) };
    if (options.json) printJson({ ...result, seconds, reports });
    else say(`\nAll of it took ${durationText(seconds.all)}.`);
  };
  if (service) {
    say(`Asking ${service.url} …`);
    await report(questionsTo(service, result.position, options));
    return;
  }
  say('Building read models from the log …');
  await withQuestions(config, options, report);
};

const fill = async (
  { customers, seed, json }: DemoOptions,
  config: DossierConfig,
  service: Service | undefined,
): Promise<DemoResult> => {
  const end = Math.floor(Date.now() / DAY) * DAY;
  const progress = progressOf({ title: 'customers', unit: 'commands', quiet: json === true });
  const actor = { id: 'demo', service: SERVICE, verified: false };
  try {
    return await withCommandClient(service, config, actor, (client) =>
      sendStories({
        stories: stories({ seed, customers, end, service: SERVICE }),
        client,
        onProgress: (result) => {
          progress.update(result.customers / customers, result.commands);
        },
      }),
    );
  } finally {
    progress.done();
  }
};

const secondsSince = (start: number): number => Math.round((performance.now() - start) / 10) / 100;
