import { type Consent, type WishEvent } from './customers.events.js';

/** What the customer last said about a consent, and when; withdrawn ones are kept, for a withdrawal is a wish too. */
export type StatedConsent = Consent & {
  readonly given: boolean;
  readonly since: string;
  readonly wording?: string;
  readonly expiresAt?: string;
};

/** An objection that stands; without a purpose, to every one. */
export interface Objection {
  readonly purpose?: string;
  readonly since: string;
}

/** What a customer wants to be done with its data, or not. */
export interface Wishes {
  readonly consents: readonly StatedConsent[];
  readonly objections: readonly Objection[];
  /** Since when its data may be kept and not used; absent: it may be used. */
  readonly restrictedSince?: string;
}

export const sameConsent =
  ({ purpose, channel }: Consent) =>
  (other: Consent): boolean =>
    other.purpose === purpose && other.channel === channel;

const samePurpose =
  ({ purpose }: Pick<Objection, 'purpose'>) =>
  (other: Pick<Objection, 'purpose'>): boolean =>
    other.purpose === purpose;

/** The objection to exactly this purpose, or to every one where none is given. */
export const objectionTo = (
  { objections }: Pick<Wishes, 'objections'>,
  objection: Pick<Objection, 'purpose'>,
): Objection | undefined => objections.find(samePurpose(objection));

const purposeIn = ({ purpose }: Pick<Objection, 'purpose'>): Pick<Objection, 'purpose'> =>
  purpose === undefined ? {} : { purpose };

const stated = (consents: readonly StatedConsent[], consent: StatedConsent): readonly StatedConsent[] => {
  const same = sameConsent(consent);
  return [...consents.filter((other) => !same(other)), consent];
};

/** The decider's state and the profile hold the same of it, each beside things of its own. */
export const wishesAfter = <C extends Wishes>(customer: C, { type, data }: WishEvent): C => {
  const { occurredAt: since } = data;
  switch (type) {
    case 'ConsentGiven': {
      const { customerId: _id, occurredAt: _at, evidence: _evidence, ...consent } = data;
      return { ...customer, consents: stated(customer.consents, { ...consent, given: true, since }) };
    }
    case 'ConsentWithdrawn': {
      const { customerId: _id, occurredAt: _at, evidence: _evidence, ...consent } = data;
      return { ...customer, consents: stated(customer.consents, { ...consent, given: false, since }) };
    }
    case 'ProcessingRestricted':
      return { ...customer, restrictedSince: since };
    case 'ProcessingRestrictionLifted': {
      const { restrictedSince: _since, ...unrestricted } = customer;
      return unrestricted as C;
    }
    case 'ObjectionRaised':
      return { ...customer, objections: [...customer.objections, { ...purposeIn(data), since }] };
    case 'ObjectionWithdrawn': {
      const same = samePurpose(data);
      return { ...customer, objections: customer.objections.filter((other) => !same(other)) };
    }
  }
};
