import { randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { type AccessConfig } from './access.settings.js';
import { type LocalKey } from './local-key.js';
import { type Scope } from './scopes.js';
import { clientOf } from './token-verifier.js';

/** What a token is made out for. */
export interface TokenRequest {
  /** What it is revoked by; a new UUID when absent. */
  readonly id?: string;
  readonly subject: string;
  readonly client: string;
  readonly scopes: readonly Scope[];
  /** Seconds from now. */
  readonly expiresIn: number;
}

export interface IssuedToken {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Makes a token by the key in the data folder, as RFC 9068 has them. */
export const issueToken = async (
  { id: keyId, privateKey }: LocalKey,
  { issuer, audience }: Pick<AccessConfig, 'issuer' | 'audience'>,
  { id = randomUUID(), subject, client, scopes, expiresIn }: TokenRequest,
  now: Date,
): Promise<IssuedToken> => {
  const issuedAt = Math.floor(now.getTime() / 1_000);
  const token = await new SignJWT({ client_id: client, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: keyId })
    .setJti(id)
    .setSubject(subject)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + expiresIn)
    .sign(privateKey);
  return { id, token, expiresAt: new Date((issuedAt + expiresIn) * 1_000) };
};

/** The service that a token was made out to, which nobody has verified; undefined: it can't be read. */
export const clientIn = (token: string): string | undefined => {
  try {
    const payload = decodeJwt(token);
    return clientOf(payload) ?? payload.sub;
  } catch {
    return undefined;
  }
};
