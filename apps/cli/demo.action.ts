import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stories } from '../../libs/demo/stories.js';
import { DAY } from '../../libs/demo/story.js';
import { type DemoResult, sendStories } from '../../libs/demo/send-stories.js';
import { type DossierConfig } from '../../libs/platform/index.js';
import { configFrom } from '../composition.js';
import { configFor } from './command-line.js';
import { clientAt, withCommandClient } from './commands.js';
import { demoReport, type Shown } from './demo.report.js';
import { durationText, progressOf } from './progress.js';
import { withQuestions } from './opened.js';
import { type Questions } from './questions.js';
import { namedService, questionsTo, type Service, serviceOnFolder } from './service.js';
import { type CommonOptions, print, printJson, type ServiceOptions, type WaitOptions } from './usage.js';

export interface DemoOptions extends CommonOptions, ServiceOptions, WaitOptions {
  readonly customers: number;
  readonly seed: number;
}

const CLIENT = 'demo';

export const demo = async (options: DemoOptions): Promise<void> => {
  const named = namedService(options);
  if (named || options.data !== undefined) {
    const config = configFor(options);
    await demonstrate(options, config, named ?? (await serviceOnFolder(config, options, CLIENT)));
    return;
  }
  const data = await mkdtemp(join(tmpdir(), 'dossier-demo-'));
  try {
    await demonstrate(options, configFrom({ DOSSIER_DATA: data }), undefined);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
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
  const told = stories({ seed, customers, end, service: clientAt(service, CLIENT) });
  try {
    return await withCommandClient(service, config, CLIENT, (client) =>
      sendStories({
        stories: told,
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
