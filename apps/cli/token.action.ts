import { CommandEngine } from '../../libs/event-sourcing/core.js';
import {
  actorOf,
  issueToken,
  localKeyIn,
  localPrincipal,
  type Scope,
  scopes,
} from '../../libs/platform/index.js';
import { revokeToken } from '../../libs/platform/access/revoke-token.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { configFor, configForExisting, withContext } from './command-line.js';
import { answerOf, namedService, serviceOnFolder } from './service.js';
import { type CommonOptions, print, printJson, type ServiceOptions, UserError } from './usage.js';

export interface TokenOptions extends CommonOptions {
  readonly subject: string;
  readonly service: string;
  readonly scopes?: readonly Scope[];
  /** In seconds. */
  readonly expires?: number;
}

export interface RevokeOptions extends CommonOptions, ServiceOptions {}

/** @throws UserError where tokens are made by others, or none may live so long */
export const makeToken = async (options: TokenOptions): Promise<void> => {
  const { access, dataFolder } = configFor(options);
  const { subject, service: client, scopes: granted = scopes, expires = access.lifetime } = options;
  if (access.jwksUrl !== undefined)
    throw new UserError(`DOSSIER_JWKS_URL is set: tokens come from ${access.issuer}`);
  if (expires > access.lifetime)
    throw new UserError(
      `a token lives ${access.lifetime} seconds at most; DOSSIER_TOKEN_LIFETIME of the service says so`,
    );
  const request = { subject, client, scopes: granted, expiresIn: expires };
  const { id, token, expiresAt } = await issueToken(localKeyIn(dataFolder), access, request, new Date());
  if (options.json) printJson({ id, token, subject, service: client, scopes: granted, expiresAt });
  else print(token);
};

/** By the service that is named or runs on the folder, or else in the stores themselves. */
export const revoke = async (tokenId: string, options: RevokeOptions): Promise<void> => {
  const outcome = await revoked(tokenId, options);
  if (options.json) printJson({ tokenId, outcome });
  else print(outcome === 'revoked' ? `${tokenId} is revoked.` : `${tokenId} was revoked before.`);
};

const revoked = async (tokenId: string, options: RevokeOptions): Promise<string> => {
  const named = namedService(options);
  const config = named ? undefined : configForExisting(options);
  const service = named ?? (config && (await serviceOnFolder(config, options, 'cli')));
  if (service) {
    const { outcome } = await answerOf<{ outcome: string }>(service, '/v1/tokens/revocations', { tokenId });
    return outcome;
  }
  return withContext(CommandApiModule.forRoot(configForExisting(options)), (context) =>
    revokeToken(context.get(CommandEngine, { strict: false }), tokenId, actorOf(localPrincipal), new Date()),
  );
};
