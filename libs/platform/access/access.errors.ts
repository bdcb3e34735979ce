import { type ProblemTable } from '../http/problem.filter.js';

/** Why a caller is turned away, and the HTTP status of it. */
export const accessProblems = {
  'token-missing': 401,
  'token-malformed': 401,
  'token-algorithm-refused': 401,
  'token-key-unknown': 401,
  'token-signature-invalid': 401,
  'token-wrong-issuer': 401,
  'token-wrong-audience': 401,
  'token-not-yet-valid': 401,
  'token-expired': 401,
  'token-lifetime-too-long': 401,
  'token-revoked': 401,
  'scope-missing': 403,
  'too-many-requests': 429,
  'token-keys-unavailable': 503,
  'revocations-unavailable': 503,
} as const satisfies ProblemTable;

export type AccessErrorCode = keyof typeof accessProblems;

/** A caller is turned away; the sentence never shows any of the token. */
export class AccessError extends Error {
  override readonly name = 'AccessError';

  constructor(
    readonly code: AccessErrorCode,
    message: string,
  ) {
    super(message);
  }
}
