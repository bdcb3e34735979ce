import { CommandEngine } from '../../libs/event-sourcing/core.js';
import { actorOf, localPrincipal, revokeToken } from '../../libs/platform/index.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { configForExisting, withContext } from './command-line.js';
import { type CommonOptions } from './usage.js';

/** Revokes a token in stores that no service has open. */
export const revokeInStores = (tokenId: string, options: CommonOptions): Promise<string> =>
  withContext(CommandApiModule.forRoot(configForExisting(options)), (context) =>
    revokeToken(context.get(CommandEngine, { strict: false }), tokenId, actorOf(localPrincipal), new Date()),
  );
