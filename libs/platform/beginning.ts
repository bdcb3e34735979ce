import { type NestApplicationOptions } from '@nestjs/common';
import { type Log, nestLog } from './logging/log.js';

/**
 * How the framework begins an app. An error that prevents the start is thrown, and reported by the caller; the
 * framework alone would log it with its stack, and end the process. Logs are held back until `flushLogs` of the app.
 */
export const beginning = {
  logger: ['error', 'warn'],
  abortOnError: false,
  bufferLogs: true,
  autoFlushLogs: false,
} satisfies NestApplicationOptions;

/** The same, for what writes a structured log. */
export const beginningWith = (log: Log) =>
  ({ ...beginning, logger: nestLog(log) }) satisfies NestApplicationOptions;
