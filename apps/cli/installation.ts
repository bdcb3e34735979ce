import { existsSync } from 'node:fs';
import { embeddedFolderOf } from '../../libs/event-sourcing/core.js';
import { type DossierConfig, loadConfig, settings } from '../../libs/platform/config/dossier.config.js';
import { type CommonOptions, UserError } from './usage.js';

/** The environment, with another data folder if there is one. */
export const environmentFor = ({ data }: CommonOptions): NodeJS.ProcessEnv => ({
  ...process.env,
  ...(data === undefined ? {} : { DOSSIER_DATA: data }),
});

/** @throws UserError when the embedded log would have to be made first: the folder is mistyped, as likely as not */
export const assertExists = ({ eventStore }: DossierConfig): void => {
  const log = embeddedFolderOf(eventStore);
  if (log === undefined || existsSync(log)) return;
  throw new UserError(
    `there is no event log in ${log}; --data or DOSSIER_DATA name another folder, and dossier start, import and demo make one`,
  );
};

/**
 * What the environment says of the installation, without what contexts declare: enough to find a service that runs on it, or
 * to make a token. Whoever opens its stores knows the contexts, and checks the rest.
 * @throws ConfigError
 */
export const installationFor = (options: CommonOptions): DossierConfig => {
  const environment = environmentFor(options);
  const ours = Object.values(settings).map(({ variable }) => [variable, environment[variable]] as const);
  return loadConfig(Object.fromEntries(ours));
};

/** The same, for those who ask about what is there. @throws UserError when there is no embedded log */
export const existingInstallation = (options: CommonOptions): DossierConfig => {
  const config = installationFor(options);
  assertExists(config);
  return config;
};
