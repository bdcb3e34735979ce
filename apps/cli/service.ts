import { type Actor } from '../../libs/event-sourcing/core.js';
import {
  CommandCatalogue,
  type CommandClient,
  CommandSender,
  type DossierConfig,
  HttpCommandClient,
  InProcessCommandClient,
} from '../../libs/platform/index.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { contextsOf } from '../composition.js';
import { withContext } from './command-line.js';
import { type ServiceOptions } from './usage.js';

/** A service that is spoken to over HTTP. */
export interface Service {
  readonly url: string;
  readonly token?: string;
}

/** The service at an address, with the token of the options. */
export const serviceAt = (url: string, { token }: ServiceOptions): Service => ({
  url,
  ...(token === undefined ? {} : { token }),
});

/** Sends commands to the service, or without one to the stores of the configuration, opened for as long as `work` takes. */
export const withCommandClient = async <Result>(
  service: Service | undefined,
  config: DossierConfig,
  actor: Actor,
  work: (client: CommandClient, catalogue: CommandCatalogue) => Promise<Result>,
): Promise<Result> => {
  const catalogue = new CommandCatalogue(contextsOf(config));
  if (!service) {
    return withContext(CommandApiModule.forRoot(config), (context) =>
      work(new InProcessCommandClient(context.get(CommandSender), catalogue, actor), catalogue),
    );
  }
  const client = new HttpCommandClient({ ...service, actor });
  try {
    return await work(client, catalogue);
  } finally {
    await client.close();
  }
};
