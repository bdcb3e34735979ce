import { existsSync } from 'node:fs';
import { type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { type Command, type CommanderError, InvalidArgumentError } from 'commander';
import { NestFactory } from '@nestjs/core';
import { embeddedFolderOf } from '../../libs/event-sourcing/core.js';
import { asReader, beginning, type DossierConfig } from '../../libs/platform/index.js';
import { MappingError } from '../../libs/importing/mapping.js';
import { UnreadableFileError } from '../../libs/importing/rows.js';
import { configFrom } from '../composition.js';
import { isForOperator } from '../failures.js';

/** What a run of `dossier` ends with; the help of `dossier` has the same list. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  /** An import brought in what it could, and refused some rows. */
  someRefused: 3,
} as const;

/** Something the person at the command line can put right; the sentence says what and how. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly data?: string;
  readonly json?: true;
}

/** A command with `--data` and `--json`, and examples below its help. */
export const subcommand = (program: Command, name: string, about: string, examples: string): Command =>
  program
    .command(name)
    .description(about)
    .option('--data <folder>', 'where the embedded stores live (default: DOSSIER_DATA, or ./data)')
    .option('--json', 'print JSON for programs, and nothing else, to standard output')
    .addHelpText('after', `\nExamples:\n${examples}`);

/** The number that an option is given. @throws InvalidArgumentError when it is none, or too large to be meant */
export const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
};

/** The configuration that the environment gives, in another data folder if there is one. */
export const configFor = ({ data }: CommonOptions): DossierConfig =>
  configFrom({ ...process.env, ...(data === undefined ? {} : { DOSSIER_DATA: data }) });

/**
 * As `configFor`, for those who ask about what is there.
 * @throws UserError when the embedded log would have to be made first: the folder is mistyped, as likely as not
 */
export const configForExisting = (options: CommonOptions): DossierConfig => {
  const config = configFor(options);
  const log = embeddedFolderOf(config.eventStore);
  if (log !== undefined && !existsSync(log)) {
    throw new UserError(
      `there is no event log in ${log}; --data or DOSSIER_DATA name another folder, and dossier start, import and demo make one`,
    );
  }
  return config;
};

/**
 * As `configForExisting`, to read what is there. Embedded stores that a service writes to are left to it.
 * @throws UserError when there is no embedded log
 */
export const configForReading = (options: CommonOptions): DossierConfig =>
  asReader(configForExisting(options));

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const printJson = (json: unknown): void => {
  print(JSON.stringify(json));
};

/** Prints one sentence for what a person can put right, and the stack for anything else. The exit code is 1 in both cases. */
export const reportFailure = (error: unknown): void => {
  const expected =
    error instanceof UserError ||
    isForOperator(error) ||
    error instanceof MappingError ||
    error instanceof UnreadableFileError;
  const text =
    error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`dossier: ${text}\n`);
  process.exitCode = exitCodes.failed;
};

/** Commander's own errors are wrong usage, save asking for help. */
export const exitCodeOf = ({ exitCode }: CommanderError): number =>
  exitCode === 0 ? exitCodes.done : exitCodes.usage;

/** Opens what a module is made of, works with it, and closes it again, also after a failure. */
export const withContext = async <Result>(
  module: DynamicModule,
  work: (context: INestApplicationContext) => Promise<Result>,
): Promise<Result> => {
  const context = await NestFactory.createApplicationContext(module, beginning);
  context.flushLogs();
  try {
    return await work(context);
  } finally {
    await context.close();
  }
};
