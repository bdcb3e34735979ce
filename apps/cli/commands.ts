import {
  actorOf,
  clientIn,
  CommandCatalogue,
  type CommandClient,
  CommandSender,
  type DossierConfig,
  HttpCommandClient,
  InProcessCommandClient,
  localPrincipal,
} from '../../libs/platform/index.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { contextsOf } from '../composition.js';
import { withContext } from './command-line.js';
import { type Service } from './service.js';

/** As whom a service knows the caller, from which it derives ids: the token's client; without a service, `client` itself. */
export const clientAt = (service: Service | undefined, client: string): string =>
  service?.token === undefined ? client : (clientIn(service.token) ?? client);

/**
 * Sends commands to the service, or without one to the stores of the configuration, opened for as long as `work` takes, as the
 * local principal through the service `client`.
 */
export const withCommandClient = async <Result>(
  service: Service | undefined,
  config: DossierConfig,
  client: string,
  work: (client: CommandClient, catalogue: CommandCatalogue) => Promise<Result>,
): Promise<Result> => {
  const catalogue = new CommandCatalogue(contextsOf(config));
  if (!service) {
    const actor = actorOf({ ...localPrincipal, client });
    return withContext(CommandApiModule.forRoot(config), (context) =>
      work(new InProcessCommandClient(context.get(CommandSender), catalogue, actor), catalogue),
    );
  }
  const overHttp = new HttpCommandClient(service);
  try {
    return await work(overHttp, catalogue);
  } finally {
    await overHttp.close();
  }
};
