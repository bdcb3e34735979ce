import { errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { AccessError, type AccessErrorCode } from './access.errors.js';
import { type AccessConfig } from './access.settings.js';
import { type Principal } from './principal.js';
import { reservedClients } from './reserved-clients.js';
import { type Scope, scopes } from './scopes.js';
import { type TokenKeys } from './token-keys.js';

/** Those with a key that only its owner has: whoever can verify a token can't make one. */
const ALGORITHMS = ['EdDSA', 'ES256', 'PS256', 'RS256'];

/** In seconds: how far the clock of whoever makes tokens may be from this one's. */
const TOLERANCE = 30;
/** In milliseconds: how long a token that was verified isn't verified again. */
const TRUSTED = 10_000;

export interface TokenVerifierOptions {
  readonly access: Pick<AccessConfig, 'issuer' | 'audience' | 'lifetime'>;
  readonly keys: TokenKeys;
  readonly now: () => Date;
  /** Whether a token was revoked, by its id. @throws AccessError when that can't be known */
  readonly isRevoked: (id: string) => boolean;
}

interface Verified {
  readonly principal: Principal;
  readonly id: string | undefined;
  /** In seconds since 1970. */
  readonly expires: number;
  /** In milliseconds since 1970. */
  readonly verifiedAt: number;
}

/** Tells from a bearer token who is calling. */
export class TokenVerifier {
  private readonly verified = new LRUCache<string, Verified>({ max: 1_000 });

  constructor(private readonly options: TokenVerifierOptions) {}

  /** @throws AccessError */
  async verify(token: string): Promise<Principal> {
    const now = this.options.now().getTime();
    const known = this.verified.get(token);
    const isTrusted =
      known !== undefined &&
      Math.abs(now - known.verifiedAt) < TRUSTED &&
      now < (known.expires + TOLERANCE) * 1_000;
    const verified = isTrusted ? known : await this.verifiedNow(token, now);
    if (!isTrusted) this.verified.set(token, verified);
    if (verified.id !== undefined && this.options.isRevoked(verified.id))
      throw new AccessError('token-revoked', 'the token was revoked');
    return verified.principal;
  }

  private async verifiedNow(token: string, now: number): Promise<Verified> {
    const { access } = this.options;
    const payload = await this.payloadOf(token, now);
    const { sub = '', exp = 0, iat, jti } = payload;
    // A token that says it is from the future doesn't live longer for it.
    const since = Math.min(iat ?? Infinity, now / 1_000);
    if (exp - since > access.lifetime + TOLERANCE)
      throw new AccessError(
        'token-lifetime-too-long',
        `the token lives longer than ${access.lifetime} seconds, the most that is accepted`,
      );
    const principal = { subject: sub, client: clientOf(payload) ?? sub, scopes: scopesOf(payload) };
    for (const name of [principal.subject, principal.client])
      if (!NAME.test(name)) throw malformed('its subject or client is empty, too long or not printable');
    if (reservedClients.has(principal.client))
      throw malformed(`no caller comes through ${principal.client}, which is part of the service itself`);
    return { principal, id: jti, expires: exp, verifiedAt: now };
  }

  private async payloadOf(token: string, now: number): Promise<JWTPayload> {
    const { access, keys } = this.options;
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer: access.issuer,
        audience: access.audience,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: TOLERANCE,
        currentDate: new Date(now),
      });
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

/** What the names in an event's actor may hold. */
const NAME = /^[^\p{Cc}]{1,200}$/u;

/** The service that a token was made out to. */
export const clientOf = ({ client_id: client, azp }: JWTPayload): string | undefined =>
  [client, azp].find((claim): claim is string => typeof claim === 'string');

const scopesOf = ({ scope }: JWTPayload): ReadonlySet<Scope> => {
  const named = typeof scope === 'string' ? scope.split(' ') : [];
  return new Set(scopes.filter((known) => named.includes(known)));
};

const malformed = (why: string): AccessError =>
  new AccessError('token-malformed', `the token can't be read: ${why}`);

const byClaim: Readonly<Record<string, readonly [AccessErrorCode, string] | undefined>> = {
  iss: ['token-wrong-issuer', 'the token was made by another than those whose tokens are taken here'],
  aud: ['token-wrong-audience', 'the token was made for another service'],
  nbf: ['token-not-yet-valid', 'the token is not valid yet'],
};

const refusalOf = (error: unknown): AccessError => {
  if (error instanceof AccessError) return error;
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new AccessError(
      'token-algorithm-refused',
      `tokens are signed by one of ${ALGORITHMS.join(', ')}; this one is not`,
    );
  if (error instanceof errors.JWTExpired) return new AccessError('token-expired', 'the token has expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    const [code, message] = byClaim[error.claim] ?? [];
    return code === undefined || message === undefined
      ? malformed(`its claim ${error.claim} is missing or wrong`)
      : new AccessError(code, message);
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return malformed('it is no signed JWT');
  // Whatever else is wrong with it, such as a key that doesn't fit its algorithm: it does not verify.
  return new AccessError('token-signature-invalid', 'the signature of the token does not verify');
};
