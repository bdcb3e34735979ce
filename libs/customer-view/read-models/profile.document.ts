import { type Described } from '../../customers/details.published.js';
import { type Wishes } from '../../customers/wishes.published.js';
import { type CustomerKind, type Relation } from '../../customers/customers.events.js';
import { type Purchases } from './profile.purchases.js';

export interface ProfileRelation {
  readonly relation: Relation;
  readonly relatedId: string;
  readonly since: string;
}

/** A customer, and what others add up to. Its lists are bounded: those of its own properties by its decider. */
export interface Profile extends Described, Wishes {
  readonly kind: CustomerKind;
  readonly registeredAt: string;
  /** Nothing is known of the person any more; what was bought is. */
  readonly erasedAt?: string;
  /** Of the last event of the customer's own stream. */
  readonly revision: number;
  readonly relations: readonly ProfileRelation[];
  readonly interactions: number;
  readonly purchases: readonly Purchases[];
}
