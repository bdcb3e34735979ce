import { type Statement } from './consents.projection.js';

/** The last that a customer said, by then, about each thing that a decision depends on; undefined: nothing. */
export interface Said<S extends Statement = Statement> {
  readonly restriction: S | undefined;
  readonly objectionToAll: S | undefined;
  readonly objection: S | undefined;
  /** About the purpose as such. */
  readonly purpose: S | undefined;
  /** About the purpose on the channel asked for; undefined also where none is asked for. */
  readonly channel: S | undefined;
}

export const consentVerdicts = [
  'given',
  'never-given',
  'withdrawn',
  'expired',
  'objected',
  'restricted',
] as const;
export type ConsentVerdict = (typeof consentVerdicts)[number];

/** Allowed only by `given`; `because` is the statement that decides, undefined where there is none. */
export interface ConsentDecision<S extends Statement = Statement> {
  readonly verdict: ConsentVerdict;
  readonly because: S | undefined;
}

const refusals: Readonly<Partial<Record<Statement['type'], ConsentVerdict>>> = {
  ProcessingRestricted: 'restricted',
  ObjectionRaised: 'objected',
  ConsentWithdrawn: 'withdrawn',
};

const refusalBy = (statement: Statement, at: string): ConsentVerdict | undefined => {
  const { type, expiresAt } = statement;
  return refusals[type] ?? (expiresAt !== undefined && expiresAt <= at ? 'expired' : undefined);
};

/**
 * Whether a customer's data may be used at a time. The strictest statement wins: a restriction of processing, then an
 * objection, then a withdrawn or expired consent, be it to the purpose as such or on the channel. Without any consent that
 * is given, nothing is allowed.
 */
export const decideConsent = <S extends Statement>(said: Said<S>, at: string): ConsentDecision<S> => {
  const { restriction, objectionToAll, objection, purpose, channel } = said;
  for (const because of [restriction, objectionToAll, objection, channel, purpose]) {
    const verdict = because && refusalBy(because, at);
    if (verdict) return { verdict, because };
  }
  const because = channel ?? purpose;
  return because ? { verdict: 'given', because } : { verdict: 'never-given', because };
};
