import { localKeyIn } from '../../libs/platform/access/local-key.js';
import { issueToken } from '../../libs/platform/access/local-tokens.js';
import { type Scope, scopes } from '../../libs/platform/access/scopes.js';
import { serviceOf } from './asking.js';
import { installationFor } from './installation.js';
import { questionsTo } from './service.js';
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
  const { access, dataFolder } = installationFor(options);
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
  const service = await serviceOf(options);
  if (!service) return (await import('./token.revocation.js')).revokeInStores(tokenId, options);
  const questions = questionsTo(service, '', { patience: 0 });
  return (await questions.tell<{ outcome: string }>('/v1/tokens/revocations', { tokenId })).outcome;
};
