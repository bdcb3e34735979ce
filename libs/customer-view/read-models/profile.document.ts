import { type Described } from '../../customers/details.published.js';
import { type Consent, type CustomerKind, type Relation } from '../../customers/customers.events.js';
import { type Purchases } from './profile.purchases.js';

export interface ProfileRelation {
  readonly relation: Relation;
  readonly relatedId: string;
  readonly since: string;
}

/** What the customer last said about a consent, and when. */
export type ProfileConsent = Consent & { readonly given: boolean; readonly since: string };

/** A customer, and what others add up to. Its lists are bounded: those of its own properties by its decider. */
export interface Profile extends Described {
  readonly kind: CustomerKind;
  readonly registeredAt: string;
  /** Nothing is known of the person any more; what was bought is. */
  readonly erasedAt?: string;
  /** Of the last event of the customer's own stream. */
  readonly revision: number;
  readonly relations: readonly ProfileRelation[];
  readonly consents: readonly ProfileConsent[];
  readonly interactions: number;
  readonly purchases: readonly Purchases[];
}
