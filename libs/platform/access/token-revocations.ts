import { type Decider, derivedId, DomainCommand, type EventDefinitions } from '../../event-sourcing/core.js';
import { type BoundedContext } from '../bounded-context.js';

export interface TokenRevoked {
  readonly type: 'TokenRevoked';
  readonly data: {
    readonly occurredAt: string;
    /** The token's own id (`jti`). */
    readonly tokenId: string;
  };
}

/** Nobody accepts the token from then on; it is never accepted again. */
export class RevokeToken extends DomainCommand<{ readonly tokenId: string }> {
  readonly type = 'RevokeToken';
}

/** All revocations are one stream, so that whoever verifies tokens reads what is new by one short read. */
export const REVOCATIONS = derivedId('revocations');

/** The ids of revoked tokens, in the order of their revocation. */
export type Revoked = readonly string[];

const revocationEvents: EventDefinitions<TokenRevoked> = { TokenRevoked: { version: 1, personal: [] } };

export const revocationDecider: Decider<Revoked, RevokeToken, TokenRevoked> = {
  category: 'revocations',
  events: revocationEvents,
  initial: [],
  decide: ({ data: { tokenId }, envelope: { occurredAt } }, revoked) =>
    revoked.includes(tokenId) ? [] : [{ type: 'TokenRevoked', data: { occurredAt, tokenId } }],
  evolve: (revoked, { data: { tokenId } }) => [...revoked, tokenId],
};

/** Which tokens were revoked. It has no commands of its own at `/v1`: see `TokensController`. */
export const tokensContext: BoundedContext = { name: 'tokens', deciders: [revocationDecider] };
