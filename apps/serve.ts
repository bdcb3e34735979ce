import { type DynamicModule } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  announceService,
  ConfigError,
  createHttpApp,
  type DossierConfig,
  newLog,
  refuseOpenNetwork,
} from '../libs/platform/index.js';
import { configFrom } from './composition.js';
import { isForOperator } from './failures.js';
import { stopOnSignals } from './stopping.js';
import { writersDone } from './writers.js';

/** How long a service that starts waits for a command on its embedded folders, in milliseconds: most are done sooner. */
const FOR_COMMANDS = 5_000;

/**
 * Starts an app as a process: configuration from the environment, listening once everything it stands on is open. A bad
 * setting or a store out of reach ends the process with one sentence on stderr and exit code 1. Standard output gets
 * one line, what `announced` makes of the address.
 */
export const serve = async (
  name: string,
  moduleOf: (config: DossierConfig) => DynamicModule,
  environment: NodeJS.ProcessEnv = process.env,
  announced = (address: string): string => `${name} listens on ${address} (OpenAPI at /docs)`,
): Promise<void> => {
  let app: NestFastifyApplication | undefined;
  try {
    const config = configFrom(environment);
    refuseOpenNetwork(config.host, config.access);
    await commandsDone(name, config);
    app = await createHttpApp(moduleOf(config), {
      callers: 'with-token',
      log: newLog(config.logLevel),
    });
    stopOnSignals(name, app, config.drainSeconds);
    const address = await listening(app, config);
    announceService(config, address);
    outliveReaders();
    process.stdout.write(`${announced(address)}\n`);
  } catch (error) {
    process.stderr.write(
      `${name} did not start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    if (!isForOperator(error) && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    await app?.close();
    // A store that was opened before the other failed would keep the process alive.
    process.exit(1);
  }
};

/** Resolves when no command writes to the embedded stores, or after a bounded time; at once where a service does. */
const commandsDone = async (name: string, config: DossierConfig): Promise<void> => {
  await writersDone(config, performance.now() + FOR_COMMANDS, ({ pid }) => {
    process.stderr.write(`${name} waits for process ${pid}, which writes to its folder\n`);
  });
};

/** A log that can't be written, on a full disk or a closed pipe, loses its line: the service goes on. */
const outliveReaders = (): void => {
  for (const output of [process.stdout, process.stderr]) {
    output.removeAllListeners('error');
    output.on('error', () => undefined);
  }
};

/** Resolves with the address. */
const listening = async (app: NestFastifyApplication, { host, port }: DossierConfig): Promise<string> => {
  try {
    return await app.getHttpAdapter().getInstance().listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const sentence = typeof code === 'string' ? unusable[code] : undefined;
    throw sentence ? new ConfigError(sentence(host, port)) : error;
  }
};

/** What a system's refusal to listen means for the settings. */
const unusable: Readonly<Record<string, ((host: string, port: number) => string) | undefined>> = {
  EADDRINUSE: (host, port) =>
    `DOSSIER_PORT ${port} is in use on ${host} already: stop what listens there, or set another`,
  EACCES: (_, port) => `DOSSIER_PORT ${port} may not be used by this user`,
  EADDRNOTAVAIL: (host) => `DOSSIER_HOST ${host} is no address of this machine`,
  ENOTFOUND: (host) => `DOSSIER_HOST ${host} is no address of this machine`,
};
