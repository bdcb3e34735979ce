import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type INestApplicationContext } from '@nestjs/common';
import { embeddedFolderOf, FolderTakenError, UnfinishedFolderError } from '../../libs/event-sourcing/core.js';
import { type DossierConfig } from '../../libs/platform/index.js';
import { type WaitOptions } from './usage.js';
import { catchUp, isCaughtUp } from './waiting.js';

/**
 * Opens the stores to read them, with their read models at the end of the log. Embedded stores whose read models are there
 * already are only read, which any number of commands can do at once; else this process takes them for itself and brings
 * them there. While another command does that, it is waited for.
 * @throws FolderTakenError when another process keeps the stores for longer than `patience`, and the read models come no further
 * @throws UserError when read models don't get there
 */
export const whileReading = async <App extends INestApplicationContext, Result>(
  config: DossierConfig,
  options: WaitOptions,
  open: (config: DossierConfig) => Promise<App>,
  work: (app: App) => Promise<Result>,
): Promise<Result> => {
  const deadline = performance.now() + options.patience * 1_000;
  for (;;) {
    const reader = isToBeOpened(config) ? await openedAtEnd(config, open) : undefined;
    const app = reader ?? (await openUnlessTaken(config, open, deadline));
    if (!app) continue;
    try {
      if (!reader) await catchUp(app, options);
      const result = await work(app);
      // What was shown has been recorded: the read models are left at the end of the log.
      if (!reader && config.readOnly !== true) await catchUp(app, options);
      return result;
    } finally {
      await app.close();
    }
  }
};

/**
 * Opens the stores as their writer, with their read models at the end of the log, and leaves them there. While another
 * command has them, it is waited for.
 * @throws FolderTakenError, UserError as `whileReading`
 */
export const whileWriting = async <App extends INestApplicationContext, Result>(
  config: DossierConfig,
  options: WaitOptions,
  open: (config: DossierConfig) => Promise<App>,
  work: (app: App) => Promise<Result>,
): Promise<Result> => {
  const deadline = performance.now() + options.patience * 1_000;
  let app: App | undefined;
  do app = await openUnlessTaken(config, open, deadline);
  while (!app);
  try {
    await catchUp(app, options);
    const result = await work(app);
    await catchUp(app, options);
    return result;
  } finally {
    await app.close();
  }
};

/** Opens the stores as they are, to read them alone where that is possible: where something is missing, it is made. */
export const openToRead = async <App extends INestApplicationContext>(
  config: DossierConfig,
  open: (config: DossierConfig) => Promise<App>,
): Promise<App> => (isToBeOpened(config) ? await openedForReading(config, open) : undefined) ?? open(config);

/** Whether this process would write to embedded stores, since no service does. */
const isToBeOpened = ({ eventStore, readStore, readOnly }: DossierConfig): boolean =>
  readOnly !== true && [eventStore, readStore].every((store) => embeddedFolderOf(store) !== undefined);

/** Undefined: the stores can't be read yet, or their read models are behind. */
const openedAtEnd = async <App extends INestApplicationContext>(
  config: DossierConfig,
  open: (config: DossierConfig) => Promise<App>,
): Promise<App | undefined> => {
  const app = await openedForReading(config, open);
  if (!app || (await isCaughtUp(app))) return app;
  await app.close();
  return undefined;
};

/** Undefined where one of the stores isn't there whole: opening them as their writer makes it. */
const openedForReading = async <App extends INestApplicationContext>(
  config: DossierConfig,
  open: (config: DossierConfig) => Promise<App>,
): Promise<App | undefined> => {
  if (![config.eventStore, config.readStore].every(isThere)) return undefined;
  try {
    return await open({ ...config, readOnly: true });
  } catch (error) {
    if (error instanceof Error && error.cause instanceof UnfinishedFolderError) return undefined;
    throw error;
  }
};

const isThere = (location: string): boolean => {
  const folder = embeddedFolderOf(location);
  return folder !== undefined && existsSync(join(folder, 'data.mdb'));
};

/** Undefined: another process has them, and there is time to look again. */
const openUnlessTaken = async <App extends INestApplicationContext>(
  config: DossierConfig,
  open: (config: DossierConfig) => Promise<App>,
  deadline: number,
): Promise<App | undefined> => {
  try {
    return await open(config);
  } catch (error) {
    // Taking the lock has been tried for half a second.
    if (error instanceof FolderTakenError && performance.now() < deadline) return undefined;
    throw error;
  }
};
