import { type NestApplicationOptions } from '@nestjs/common';

/**
 * How the framework is to begin an app. What keeps the app from beginning is thrown, and told by whoever began it; the
 * framework alone would log it with its stack, and end the process. Logs are held back until `flushLogs` of the app.
 */
export const beginning = {
  logger: ['error', 'warn'],
  abortOnError: false,
  bufferLogs: true,
  autoFlushLogs: false,
} satisfies NestApplicationOptions;
