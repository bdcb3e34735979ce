import { announceWriter, embeddedFolderOf, writerOf } from '../event-sourcing/core.js';
import { type DossierConfig } from './config/dossier.config.js';

/**
 * The base URL (such as `http://127.0.0.1:3000`) of the service that writes to the embedded event folder; undefined when
 * no service does, or events are kept elsewhere.
 */
export const runningServiceOf = ({ eventStore }: DossierConfig): Promise<string | undefined> =>
  Promise.resolve(serviceOn(eventStore));

/** Has the command line find this service, by the embedded folders that it writes to. */
export const announceService = ({ eventStore, readStore }: DossierConfig, address: string): void => {
  for (const folder of [eventStore, readStore].map(embeddedFolderOf))
    if (folder !== undefined) announceWriter(folder, address);
};

/** The same configuration, to read the embedded stores alone when a service writes to them. */
export const asReader = (config: DossierConfig): DossierConfig => ({
  ...config,
  readOnly: [config.eventStore, config.readStore].some((store) => serviceOn(store) !== undefined),
});

const serviceOn = (store: string): string | undefined => {
  const folder = embeddedFolderOf(store);
  return folder === undefined ? undefined : writerOf(folder)?.address;
};
