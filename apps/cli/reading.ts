import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type INestApplicationContext } from '@nestjs/common';
import { embeddedFolderOf, isUnwritable, UnfinishedFolderError } from '../../libs/event-sourcing/core.js';
import { AccessNotRecordedError, type DossierConfig } from '../../libs/platform/index.js';
import { withOpened } from './command-line.js';
import { RefusedError } from './questions.js';
import { type Open, openInTurn, othersLeft } from './taking.js';
import { UserError, type WaitOptions } from './usage.js';
import { catchUp, isCaughtUp } from './waiting.js';

/**
 * Opens the stores to read them, with their read models at the end of the log. Embedded stores whose read models are there
 * already are only read, which any number of commands can do at once. Where they aren't, and where personal data is to be
 * shown, this process takes the stores for itself, brings read models to the end, and records who saw whom. While another
 * command has them, it is waited for. `work` begins anew when stores that were only read are taken: it has been shown
 * nothing personal then.
 * @throws FolderTakenError when another process keeps the stores for longer than `patience`
 * @throws ServiceStartedError when that is a service
 * @throws UserError when read models don't get there, or personal data is to be shown and that can't be recorded
 */
export const whileReading = async <App extends INestApplicationContext, Result>(
  config: DossierConfig,
  options: WaitOptions,
  open: Open<App>,
  work: (app: App) => Promise<Result>,
): Promise<Result> => {
  if (config.readOnly === true) return recorded(config, () => workIn(config, options, open, work));
  const deadline = performance.now() + options.patience * 1_000;
  if (isEmbedded(config)) {
    for (;;) {
      const reader = await openedAtEnd(config, open);
      const result = reader && (await unlessWriting(reader, work));
      if (result) return result.value;
      // What another command has brought to the end of the log can be read.
      if (reader || !(await othersLeft(config, deadline))) break;
    }
  }
  return recorded(config, () => workIn(config, options, (taken) => openInTurn(taken, open, deadline), work));
};

/**
 * Opens the stores as their writer, with their read models at the end of the log, and leaves them there. While another
 * command has them, it is waited for.
 * @throws FolderTakenError, ServiceStartedError, UserError as `whileReading`
 */
export const whileWriting = <App extends INestApplicationContext, Result>(
  config: DossierConfig,
  options: WaitOptions,
  open: Open<App>,
  work: (app: App) => Promise<Result>,
): Promise<Result> => {
  const deadline = performance.now() + options.patience * 1_000;
  return recorded(config, () => workIn(config, options, (taken) => openInTurn(taken, open, deadline), work));
};

/** As `whileReading`, of stores as they are, however far their read models have come: where something is missing, it is made. */
export const whileReadingAsTheyAre = async <App extends INestApplicationContext, Result>(
  config: DossierConfig,
  { patience }: WaitOptions,
  open: Open<App>,
  work: (app: App) => Promise<Result>,
): Promise<Result> => {
  if (config.readOnly === true) return recorded(config, async () => withOpened(await open(config), work));
  const reader = isEmbedded(config) ? await openedForReading(config, open) : undefined;
  const result = reader && (await unlessWriting(reader, work));
  if (result) return result.value;
  const deadline = performance.now() + patience * 1_000;
  return recorded(config, async () => withOpened(await openInTurn(config, open, deadline), work));
};

/** What was shown has been recorded: the read models are left at the end of the log. */
const workIn = async <App extends INestApplicationContext, Result>(
  config: DossierConfig,
  options: WaitOptions,
  open: Open<App>,
  work: (app: App) => Promise<Result>,
): Promise<Result> =>
  withOpened(await open(config), async (app) => {
    await catchUp(app, options);
    const result = await work(app);
    if (config.readOnly !== true) await catchUp(app, options);
    return result;
  });

/** Undefined: stores that are only read can't record that personal data is shown, or make the key to sign with. */
const unlessWriting = async <App extends INestApplicationContext, Result>(
  reader: App,
  work: (app: App) => Promise<Result>,
): Promise<{ readonly value: Result } | undefined> => {
  try {
    return { value: await withOpened(reader, work) };
  } catch (error) {
    if (isUnrecorded(error) || isWithoutKey(error)) return undefined;
    throw error;
  }
};

const isUnrecorded = (error: unknown): error is Error =>
  error instanceof AccessNotRecordedError ||
  (error instanceof RefusedError && error.code === 'access-not-recorded');

const isWithoutKey = (error: unknown): boolean =>
  error instanceof RefusedError && error.code === 'key-store-unavailable';

/** @throws UserError that says what to do where what is shown can't be recorded */
const recorded = async <Result>(
  { eventStore, readOnly }: DossierConfig,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if (readOnly === true && isUnrecorded(error))
      throw new UserError(
        'personal data is shown only once that is recorded, and the service that runs on the folder records it only for a ' +
          'token: give one with --token or DOSSIER_TOKEN',
      );
    if (error instanceof AccessNotRecordedError) throw new UserError(error.message);
    if (readOnly !== true && isUnwritable(error))
      throw new UserError(
        `${embeddedFolderOf(eventStore) ?? eventStore} can't be written to, so that read models come no further, and it ` +
          "can't be recorded who is shown personal data: run this as a user who may write there, or on a copy of the data folder",
      );
    throw error;
  }
};

const isEmbedded = ({ eventStore, readStore }: DossierConfig): boolean =>
  [eventStore, readStore].every((store) => embeddedFolderOf(store) !== undefined);

/** Undefined: the stores can't be read yet, or their read models are behind. */
const openedAtEnd = async <App extends INestApplicationContext>(
  config: DossierConfig,
  open: Open<App>,
): Promise<App | undefined> => {
  const app = await openedForReading(config, open);
  if (!app || (await isCaughtUp(app))) return app;
  await app.close();
  return undefined;
};

/** Undefined where one of the stores isn't there whole: opening them as their writer makes it. */
const openedForReading = async <App extends INestApplicationContext>(
  config: DossierConfig,
  open: Open<App>,
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
