import { type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { asReader, beginning, type DossierConfig } from '../../libs/platform/index.js';
import { MappingError } from '../../libs/importing/mapping.js';
import { UnreadableFileError } from '../../libs/importing/rows.js';
import { configFrom } from '../composition.js';
import { isForOperator } from '../failures.js';
import { assertExists, environmentFor } from './installation.js';
import { type CommonOptions, exitCodes, UserError } from './usage.js';

/** The configuration that the environment gives, in another data folder if there is one. */
export const configFor = (options: CommonOptions): DossierConfig => configFrom(environmentFor(options));

/** As `configFor`, for those who ask about what is there. @throws UserError when there is no embedded log */
export const configForExisting = (options: CommonOptions): DossierConfig => {
  const config = configFor(options);
  assertExists(config);
  return config;
};

/**
 * As `configForExisting`, to read what is there. Embedded stores that a service writes to are left to it.
 * @throws UserError when there is no embedded log
 */
export const configForReading = (options: CommonOptions): DossierConfig =>
  asReader(configForExisting(options));

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

/** Opens what a module is made of. */
export const openContext = async (module: DynamicModule): Promise<INestApplicationContext> => {
  const context = await NestFactory.createApplicationContext(module, beginning);
  context.flushLogs();
  return context;
};

/** Opens what a module is made of, works with it, and closes it again, also after a failure. */
export const withContext = async <Result>(
  module: DynamicModule,
  work: (context: INestApplicationContext) => Promise<Result>,
): Promise<Result> => withOpened(await openContext(module), work);

/** Works with what is open, and closes it, also after a failure. */
export const withOpened = async <Context extends INestApplicationContext, Result>(
  context: Context,
  work: (context: Context) => Promise<Result>,
): Promise<Result> => {
  try {
    return await work(context);
  } finally {
    await context.close();
  }
};
