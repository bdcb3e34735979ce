import { ERASED, type EventDefinitions } from '../event-sourcing/core.js';

export const customerKinds = ['person', 'organisation'] as const;
export type CustomerKind = (typeof customerKinds)[number];

/** What describes a customer; all but the name may be unknown. */
export interface CustomerDetails {
  readonly name: string;
  readonly gender?: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string;
  readonly position?: string;
  readonly company?: string;
  readonly sector?: string;
  readonly region?: string;
  readonly source?: string;
}

/** The details that a customer may be without. */
export const optionalDetails = [
  'gender',
  'birthDate',
  'position',
  'company',
  'sector',
  'region',
  'source',
] as const satisfies readonly Exclude<keyof CustomerDetails, 'name'>[];
export type OptionalDetail = (typeof optionalDetails)[number];

/** The name by which another system knows the customer. */
export interface ExternalId {
  readonly system: string;
  readonly id: string;
}

export const contactPointKinds = ['e-mail', 'phone', 'postal', 'social'] as const;
export type ContactPointKind = (typeof contactPointKinds)[number];

/**
 * A way to reach a customer. `value` is normalised: an e-mail address in lower case, a phone number in E.164, a postal
 * address with single spaces, a social handle without `@`. In older events `id` is derived from kind, network and value.
 */
export interface ContactPoint {
  readonly id: string;
  readonly kind: ContactPointKind;
  readonly value: string;
  /** Of a social handle: where it is one, such as `weibo`. */
  readonly network?: string;
  /** It was an erased person's: nobody writes to it without new consent. */
  readonly suppressed?: true;
}

export const relations = ['works-for', 'subsidiary-of', 'household'] as const;
export type Relation = (typeof relations)[number];

export const consentChannels = ['phone', 'e-mail', 'sms', 'chat', 'social', 'post'] as const;
export type ConsentChannel = (typeof consentChannels)[number];

interface CustomerFact {
  readonly customerId: string;
  readonly occurredAt: string;
}

/** `claimed`: the command itself had claimed the external ids that the event brings (ADR 50), so nobody need do so after it. */
interface Claimed {
  readonly claimed?: true;
}

/** Everything known of a customer at its registration; lists are absent when they are empty. */
export interface CustomerRegistered {
  readonly type: 'CustomerRegistered';
  readonly data: CustomerFact &
    CustomerDetails & {
      readonly kind: CustomerKind;
      readonly externalIds?: readonly ExternalId[];
      readonly contactPoints?: readonly ContactPoint[];
      readonly tags?: readonly string[];
      readonly owner?: string;
    } & Claimed;
}

/** Carries the details that changed, and those alone; `cleared` names those that are there no more. */
export interface CustomerDetailsChanged {
  readonly type: 'CustomerDetailsChanged';
  readonly data: CustomerFact & Partial<CustomerDetails> & { readonly cleared?: readonly OptionalDetail[] };
}

export interface ContactPointAdded {
  readonly type: 'ContactPointAdded';
  readonly data: CustomerFact & { readonly contactPoint: ContactPoint };
}

export interface ContactPointRemoved {
  readonly type: 'ContactPointRemoved';
  readonly data: CustomerFact & { readonly contactPoint: ContactPoint };
}

export interface ExternalIdAdded {
  readonly type: 'ExternalIdAdded';
  readonly data: CustomerFact & Claimed & { readonly externalId: ExternalId };
}

export interface ExternalIdRemoved {
  readonly type: 'ExternalIdRemoved';
  readonly data: CustomerFact & { readonly externalId: ExternalId };
}

/** Carries the tags that the customer did not have before. */
export interface CustomerTagged {
  readonly type: 'CustomerTagged';
  readonly data: CustomerFact & { readonly tags: readonly string[] };
}

/** Carries the tags that the customer had until then. */
export interface CustomerUntagged {
  readonly type: 'CustomerUntagged';
  readonly data: CustomerFact & { readonly tags: readonly string[] };
}

export interface OwnerAssigned {
  readonly type: 'OwnerAssigned';
  readonly data: CustomerFact & { readonly owner: string };
}

/** Nobody of us looks after the customer any more. */
export interface OwnerUnassigned {
  readonly type: 'OwnerUnassigned';
  readonly data: CustomerFact & { readonly previousOwner: string };
}

/** The other customer of a relation, by the name it had when the relation was made. */
export interface RelatedCustomer {
  readonly relation: Relation;
  readonly relatedId: string;
  readonly relatedName: string;
}

/** `customerId` works for, is a subsidiary of, or shares a household with `relatedId`. */
export interface CustomerRelated {
  readonly type: 'CustomerRelated';
  readonly data: CustomerFact & RelatedCustomer;
}

export interface CustomerUnrelated {
  readonly type: 'CustomerUnrelated';
  readonly data: CustomerFact & RelatedCustomer;
}

/** To be used for a purpose; without a channel, for the purpose as such. */
export interface Consent {
  readonly purpose: string;
  readonly channel?: ConsentChannel;
}

/** What shows later that a customer said something: how it was said, where, and who wrote it down. */
export interface Evidence {
  readonly how?: string;
  readonly where?: string;
  readonly recordedBy?: string;
}

/** `wording` names the version of the text agreed to; from `expiresAt` on the consent no longer holds. */
export interface ConsentGiven {
  readonly type: 'ConsentGiven';
  readonly data: CustomerFact &
    Consent & { readonly wording?: string; readonly evidence?: Evidence; readonly expiresAt?: string };
}

export interface ConsentWithdrawn {
  readonly type: 'ConsentWithdrawn';
  readonly data: CustomerFact & Consent & { readonly evidence?: Evidence };
}

/** The customer's data is to be kept and not used (GDPR, article 18). */
export interface ProcessingRestricted {
  readonly type: 'ProcessingRestricted';
  readonly data: CustomerFact & { readonly reason?: string };
}

export interface ProcessingRestrictionLifted {
  readonly type: 'ProcessingRestrictionLifted';
  readonly data: CustomerFact & { readonly reason?: string };
}

/** The customer objects to a purpose (GDPR, article 21); without one, to every purpose. */
export interface ObjectionRaised {
  readonly type: 'ObjectionRaised';
  readonly data: CustomerFact & { readonly purpose?: string; readonly evidence?: Evidence };
}

export interface ObjectionWithdrawn {
  readonly type: 'ObjectionWithdrawn';
  readonly data: CustomerFact & { readonly purpose?: string; readonly evidence?: Evidence };
}

/** What a customer wants to be done with its data, or not. */
export type WishEvent =
  | ConsentGiven
  | ConsentWithdrawn
  | ProcessingRestricted
  | ProcessingRestrictionLifted
  | ObjectionRaised
  | ObjectionWithdrawn;

/**
 * The person is forgotten: whoever holds something about the customer lets go of it, and nothing happens to it any more. Its
 * keys were destroyed before.
 */
export interface CustomerErased {
  readonly type: 'CustomerErased';
  readonly data: CustomerFact & { readonly caseReference: string };
}

export type CustomerEvent =
  | CustomerRegistered
  | CustomerDetailsChanged
  | ContactPointAdded
  | ContactPointRemoved
  | ExternalIdAdded
  | ExternalIdRemoved
  | CustomerTagged
  | CustomerUntagged
  | OwnerAssigned
  | OwnerUnassigned
  | CustomerRelated
  | CustomerUnrelated
  | WishEvent
  | CustomerErased;

/** What is left of a person who was erased, where an event has to have something. */
const erased = {
  name: ERASED,
  contactPoint: { id: ERASED, kind: 'social', value: ERASED },
  externalId: { system: ERASED, id: ERASED },
  tags: [],
} as const;

/** The name in a relation is the related customer's: it goes when that one is erased. */
const relation = {
  version: 1,
  personal: ['relatedName'],
  about: { relatedName: 'relatedId' },
  erased: { relatedName: ERASED },
} as const;

export const customerEvents: EventDefinitions<CustomerEvent> = {
  CustomerRegistered: {
    version: 1,
    personal: ['name', 'gender', 'birthDate', 'position', 'company', 'externalIds', 'contactPoints', 'tags'],
    erased: { name: erased.name },
  },
  CustomerDetailsChanged: { version: 1, personal: ['name', 'gender', 'birthDate', 'position', 'company'] },
  ContactPointAdded: {
    version: 1,
    personal: ['contactPoint'],
    erased: { contactPoint: erased.contactPoint },
  },
  ContactPointRemoved: {
    version: 1,
    personal: ['contactPoint'],
    erased: { contactPoint: erased.contactPoint },
  },
  ExternalIdAdded: { version: 1, personal: ['externalId'], erased: { externalId: erased.externalId } },
  ExternalIdRemoved: { version: 1, personal: ['externalId'], erased: { externalId: erased.externalId } },
  CustomerTagged: { version: 1, personal: ['tags'], erased: { tags: erased.tags } },
  CustomerUntagged: { version: 1, personal: ['tags'], erased: { tags: erased.tags } },
  OwnerAssigned: { version: 1, personal: [] },
  OwnerUnassigned: { version: 1, personal: [] },
  CustomerRelated: relation,
  CustomerUnrelated: relation,
  ConsentGiven: { version: 1, personal: ['evidence'] },
  ConsentWithdrawn: { version: 1, personal: ['evidence'] },
  ProcessingRestricted: { version: 1, personal: ['reason'] },
  ProcessingRestrictionLifted: { version: 1, personal: ['reason'] },
  ObjectionRaised: { version: 1, personal: ['evidence'] },
  ObjectionWithdrawn: { version: 1, personal: ['evidence'] },
  CustomerErased: { version: 1, personal: [] },
};
