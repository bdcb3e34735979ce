import {
  type Consent,
  type ContactPoint,
  type CustomerDetails,
  type CustomerKind,
  type ExternalId,
  type Relation,
} from '../customers.events.js';
import { type OpenDeals } from './profile.deals.js';
import { type LastInteraction } from './profile.interactions.js';
import { type Purchases } from './profile.purchases.js';

export interface ProfileRelation {
  readonly relation: Relation;
  readonly relatedId: string;
  readonly since: string;
}

/** What the customer last said about a consent, and when. */
export type ProfileConsent = Consent & { readonly given: boolean; readonly since: string };

/**
 * The whole customer on one page. Its lists are bounded: those of a customer's own properties by its decider, the last
 * interactions and the open deals here.
 */
export interface Profile {
  readonly kind: CustomerKind;
  readonly registeredAt: string;
  readonly details: CustomerDetails;
  readonly owner?: string;
  readonly externalIds: readonly ExternalId[];
  readonly contactPoints: readonly ContactPoint[];
  readonly tags: readonly string[];
  readonly relations: readonly ProfileRelation[];
  readonly consents: readonly ProfileConsent[];
  readonly interactions: number;
  readonly lastInteractions: readonly LastInteraction[];
  readonly openDeals: OpenDeals;
  readonly purchases: readonly Purchases[];
}
