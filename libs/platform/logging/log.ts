import { type LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { loggedFailure } from './failure.js';
import { type LogLevel } from './levels.js';

/** Writes a log, a line of JSON each time. */
export type Log = Logger;

/**
 * Standard output is for the one line that says where the service listens. Of a request or a failure that is handed to it,
 * the log keeps nothing but what is named here: no header, no body, no query, no message.
 */
export const newLog = (level: LogLevel, output: NodeJS.WritableStream = process.stderr): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: loggedFailure,
        req: () => undefined,
        res: () => undefined,
      },
    },
    // By Node's own stream: a pipe that nobody reads any more ends no process.
    output,
  );

const PART = /^[\w -]{1,60}$/;

/** Says why an app can't be made. Whoever makes it is thrown the same, and tells it or tries again. */
const THROWN = 'ExceptionHandler';

/** What NestJS and the parts of an app that have no request say. The last of `rest` names the part. */
export const nestLog = (log: Log): LoggerService => {
  const at =
    (level: LogLevel) =>
    (message: unknown, ...rest: readonly unknown[]): void => {
      const part = rest.at(-1);
      if (part === THROWN) return;
      // Where no part is named, it is a stack.
      const context = typeof part === 'string' && PART.test(part) ? { part } : {};
      if (typeof message === 'string') log[level](context, message);
      else log[level]({ ...context, ...loggedFailure(message) });
    };
  const nothing = (): void => undefined;
  return {
    error: at('error'),
    fatal: at('error'),
    warn: at('warn'),
    log: nothing,
    debug: nothing,
    verbose: nothing,
  };
};
