import { type Server } from 'node:http';
import { constants } from 'node:os';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { failureLine } from '../libs/platform/index.js';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** In milliseconds: how long stores and workers may take to close when all connections are closed. */
export const CLOSING = 5_000;

/**
 * On a signal to end, accepts nothing more, finishes what is under way, closes after `drainSeconds` the connections that
 * are left, then the stores, and ends with exit code 0. What can't even be closed is left after 5 seconds more, with exit
 * code 1. A second signal ends the process at once.
 */
export const stopOnSignals = (name: string, app: NestFastifyApplication, drainSeconds: number): void => {
  let stopping = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (stopping) process.exit(128 + constants.signals[signal]);
      stopping = true;
      void stop(name, app, drainSeconds * 1_000);
    });
  }
};

const stop = async (name: string, app: NestFastifyApplication, drain: number): Promise<void> => {
  const server: Server = app.getHttpServer();
  server.close();
  setTimeout(() => {
    server.closeAllConnections();
  }, drain);
  setTimeout(() => {
    process.stderr.write(`${name} ended without having closed its stores, which do not answer\n`);
    process.exit(1);
  }, drain + CLOSING);
  try {
    await app.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${name} did not close well: ${failureLine(error)}\n`);
    process.exit(1);
  }
};
