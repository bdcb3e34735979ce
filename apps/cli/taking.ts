import { type INestApplicationContext } from '@nestjs/common';
import { FolderTakenError } from '../../libs/event-sourcing/core.js';
import { type DossierConfig } from '../../libs/platform/index.js';
import { writersDone } from '../writers.js';
import { ServiceStartedError } from './usage.js';

export type Open<App> = (config: DossierConfig) => Promise<App>;

/**
 * Opens the stores as their writer, after those who have them.
 * @throws FolderTakenError when another process still has them at the deadline
 * @throws ServiceStartedError when that is a service, which can be asked
 */
export const openInTurn = async <App extends INestApplicationContext>(
  config: DossierConfig,
  open: Open<App>,
  deadline: number,
): Promise<App> => {
  for (;;) {
    await othersLeft(config, deadline);
    try {
      return await open(config);
    } catch (error) {
      if (!(error instanceof FolderTakenError) || performance.now() > deadline) throw error;
    }
  }
};

/**
 * Resolves when no other process writes to the embedded stores, or at the deadline; true when one did before. A process that
 * has no address is another command, or a service that is about to listen.
 * @throws ServiceStartedError
 */
export const othersLeft = async (config: DossierConfig, deadline: number): Promise<boolean> => {
  if (config.readOnly === true) return false;
  let waited = false;
  const address = await writersDone(config, deadline, () => (waited = true));
  if (address !== undefined) throw new ServiceStartedError(address);
  return waited;
};
