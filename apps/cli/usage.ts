import { type Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { isFolder } from '../../libs/platform/config/data-folder.js';

/** What a run of `dossier` ends with; the help of `dossier` has the same list. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  /** An import brought in what it could, and refused some rows. */
  someRefused: 3,
  /** A read model isn't what the log says. */
  differs: 4,
} as const;

/** Something the person at the command line can put right; the sentence says what and how. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** A service has been started on the folder while a command waited for it: from now on, that one answers. */
export class ServiceStartedError extends UserError {
  constructor(address: string) {
    super(`a service has been started on the folder, at ${address}: run the command again`);
  }
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly data?: string;
  readonly json?: true;
}

/** What commands that wait for projections take. */
export interface WaitOptions {
  /** In seconds. */
  readonly patience: number;
}

/** What commands that can work through a service take. */
export interface ServiceOptions {
  readonly url?: string;
  readonly token?: string;
}

/** Longer than a reaction pauses between two attempts, or a projection needs for one batch. */
const PATIENCE = 60;

/** What commands that ask a service a question take. */
export interface AskOptions extends CommonOptions, ServiceOptions, WaitOptions {}

const dataFolder = (text: string): string => {
  if (isFolder(text)) return text;
  throw new InvalidArgumentError(
    'It must be a folder; give the address of a service with --url or DOSSIER_URL.',
  );
};

/** Gives a command examples below its help. */
export const withExamples = (command: Command, examples: string): Command =>
  command.addHelpText('after', `\nExamples:\n${examples}`);

/** A command with `--data` and `--json`, and examples below its help. */
export const subcommand = (program: Command, name: string, about: string, examples: string): Command =>
  withExamples(program.command(name).description(about), examples)
    .option(
      '--data <folder>',
      'where the embedded stores live (default: DOSSIER_DATA, or ./data)',
      dataFolder,
    )
    .option('--json', 'print JSON for programs, and nothing else, to standard output');

/** Gives a command the option `--patience`. */
export const withPatience = (command: Command): Command =>
  command.option(
    '--patience <seconds>',
    'how long to wait for a projection that comes no further',
    wholeNumber,
    PATIENCE,
  );

/** Gives a command the options `--url` and `--token`. */
export const withService = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--url <url>',
        'speak to the Dossier service at this address, whatever stores it stands on (default: DOSSIER_URL)',
      )
        .argParser(serviceUrl)
        .conflicts('data'),
    )
    .option(
      '--token <token>',
      'bearer token for the service (default: DOSSIER_TOKEN, which other users of the machine can’t see)',
    );

const serviceUrl = (text: string): string => {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must be an address such as http://127.0.0.1:3000.');
  return text.replace(/\/+$/, '');
};

/** The number that an option is given. @throws InvalidArgumentError when it is none, or too large to be meant */
export const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
};

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const printJson = (json: unknown): void => {
  print(JSON.stringify(json));
};

/** Commander's own errors are wrong usage, save asking for help or the version. */
export const exitCodeOf = ({ exitCode }: CommanderError): number =>
  exitCode === 0 ? exitCodes.done : exitCodes.usage;
