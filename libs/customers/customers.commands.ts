import { IntersectionType } from '@nestjs/swagger';
import { DomainCommand } from '../event-sourcing/core.js';
import {
  CommandBody,
  type CommandOf,
  Day,
  exampleIds,
  Instant,
  internal,
  ListOf,
  named,
  Nested,
  OneOf,
  routesWith,
  Text,
  TextList,
  Uuid,
} from '../platform/index.js';
import { type CustomerErrorCode } from './customers.errors.js';
import { EraseCustomer } from './erase-customer.published.js';
import { claimIdOf } from './external-id-claims.commands.js';
import {
  type ConsentChannel,
  consentChannels,
  type ContactPointKind,
  contactPointKinds,
  type CustomerKind,
  customerKinds,
  type Relation,
  relations,
} from './customers.events.js';

const conflictRules = ['refuse', 'flag'] as const;
type ConflictRule = (typeof conflictRules)[number];

/** The details that may be unknown; where they are `nullable`, `null` clears one. */
const detailsBody = <Value extends string | null>(nullable: boolean) => {
  const options = { optional: true, nullable } as const;
  class DetailsBody extends CommandBody {
    @Text({ max: 40, ...options })
    readonly gender?: Value;

    @Day(options)
    readonly birthDate?: Value;

    @Text({ max: 200, ...options, description: 'Position at work' })
    readonly position?: Value;

    @Text({ max: 200, ...options })
    readonly company?: Value;

    @Text({ max: 100, ...options })
    readonly sector?: Value;

    @Text({ max: 100, ...options })
    readonly region?: Value;

    @Text({ max: 100, ...options, description: 'Where the customer came from' })
    readonly source?: Value;
  }
  return DetailsBody;
};

export class ExternalIdBody {
  // Customers are looked up by `<system>:<id>`, which must say one pair alone.
  @Text({ max: 100, without: ':', description: 'Which system knows the customer by this id', example: 'erp' })
  readonly system: string;

  @Text({ max: 200 })
  readonly id: string;
}

class ContactPointBody {
  @OneOf(contactPointKinds)
  readonly kind: ContactPointKind;

  @Text({ max: 500 })
  readonly value: string;

  @Text({
    max: 2,
    optional: true,
    description: 'ISO 3166 code of the country a phone number without a prefix belongs to',
    example: 'CN',
  })
  readonly country?: string;

  @Text({ max: 100, optional: true, description: 'Of a social handle: where it is one', example: 'weibo' })
  readonly network?: string;

  /** Found out before the command is decided, never sent. */
  declare readonly suppressed?: boolean;
}

/** What becomes of an external id that another customer has. */
const OnConflict = (): PropertyDecorator =>
  OneOf(conflictRules, {
    optional: true,
    description:
      'Where another customer has the external id. refuse, as when absent: 409. flag: it is taken all the same, and the pair is listed among the refusals of the reaction external-id-claims',
  });

export class RegisterCustomerBody extends detailsBody<string>(false) {
  @OneOf(customerKinds)
  readonly kind: CustomerKind;

  @Text({ max: 200 })
  readonly name: string;

  @ListOf(() => ExternalIdBody, { max: 20, optional: true })
  readonly externalIds?: readonly ExternalIdBody[];

  @OnConflict()
  readonly onConflict?: ConflictRule;

  @ListOf(() => ContactPointBody, { max: 20, optional: true })
  readonly contactPoints?: readonly ContactPointBody[];

  @TextList({ max: 100, items: 50, optional: true })
  readonly tags?: readonly string[];

  @Text({ max: 200, optional: true, description: 'Who of us looks after the customer' })
  readonly owner?: string;
}

/** `claimed` is never sent: the external ids that it brings were claimed for it. */
export class RegisterCustomer extends DomainCommand<RegisterCustomerBody & { readonly claimed?: true }> {
  static readonly body = RegisterCustomerBody;
  static readonly creates = true;
  readonly type = 'RegisterCustomer';
}

/** What a caller says of a customer that it knows by an id of its own. */
export class PutCustomerBody extends detailsBody<string | null>(true) {
  @OneOf(customerKinds, { description: 'Never changes' })
  readonly kind: CustomerKind;

  @Text({ max: 200 })
  readonly name: string;

  @ListOf(() => ContactPointBody, { max: 20, optional: true, description: 'All there are: others go' })
  readonly contactPoints?: readonly ContactPointBody[];

  @TextList({ max: 100, items: 50, optional: true, description: 'All there are: others go' })
  readonly tags?: readonly string[];

  @Text({ max: 200, optional: true, nullable: true, description: 'Who of us looks after the customer' })
  readonly owner?: string | null;
}

/** The same where no path says whom it is about. */
export class PutCustomerLineBody extends PutCustomerBody {
  @Nested(() => ExternalIdBody, { description: 'What another system calls the customer: it is found by it' })
  readonly externalId: ExternalIdBody;
}

/**
 * Registers the customer or changes it to what the body says. Its id is found by its external id: see the handler. Until
 * then it is for the external id, whichever customer has that when it is sent again.
 */
export class PutCustomer extends DomainCommand<PutCustomerLineBody & { readonly claimed?: true }> {
  static readonly body = PutCustomerLineBody;
  readonly type = 'PutCustomer';

  static targetOf({ externalId }: PutCustomerLineBody): string {
    return claimIdOf(externalId);
  }
}

export class ChangeCustomerDetailsBody extends detailsBody<string | null>(true) {
  @Text({ max: 200, optional: true })
  readonly name?: string;
}

export class ChangeCustomerDetails extends DomainCommand<ChangeCustomerDetailsBody> {
  static readonly body = ChangeCustomerDetailsBody;
  readonly type = 'ChangeCustomerDetails';
}

export class AddContactPointBody extends IntersectionType(CommandBody, ContactPointBody) {}

export class AddContactPoint extends DomainCommand<AddContactPointBody> {
  static readonly body = AddContactPointBody;
  readonly type = 'AddContactPoint';
}

export class RemoveContactPointBody extends CommandBody {
  @Uuid()
  readonly contactPointId: string;
}

export class RemoveContactPoint extends DomainCommand<RemoveContactPointBody> {
  static readonly body = RemoveContactPointBody;
  readonly type = 'RemoveContactPoint';
}

export class ExternalIdsBody extends IntersectionType(CommandBody, ExternalIdBody) {}

export class AddExternalIdBody extends ExternalIdsBody {
  @OnConflict()
  readonly onConflict?: ConflictRule;
}

/** `claimed` as above. */
export class AddExternalId extends DomainCommand<AddExternalIdBody & { readonly claimed?: true }> {
  static readonly body = AddExternalIdBody;
  readonly type = 'AddExternalId';
}

export class RemoveExternalId extends DomainCommand<ExternalIdsBody> {
  static readonly body = ExternalIdsBody;
  readonly type = 'RemoveExternalId';
}

export class TagsBody extends CommandBody {
  @TextList({ max: 100, items: 50 })
  readonly tags: readonly string[];
}

export class TagCustomer extends DomainCommand<TagsBody> {
  static readonly body = TagsBody;
  readonly type = 'TagCustomer';
}

export class UntagCustomer extends DomainCommand<TagsBody> {
  static readonly body = TagsBody;
  readonly type = 'UntagCustomer';
}

export class AssignOwnerBody extends CommandBody {
  @Text({ max: 200 })
  readonly owner: string;
}

export class AssignOwner extends DomainCommand<AssignOwnerBody> {
  static readonly body = AssignOwnerBody;
  readonly type = 'AssignOwner';
}

export class UnassignOwner extends DomainCommand<CommandBody> {
  static readonly body = CommandBody;
  readonly type = 'UnassignOwner';
}

export class RelationBody extends CommandBody {
  @OneOf(relations)
  readonly relation: Relation;

  @Uuid({ description: 'The employer, the parent company, or who shares the household' })
  readonly relatedId: string;
}

/** `relatedName` is looked up before the command is decided, never sent; absent: there is no such customer. */
export class RelateCustomer extends DomainCommand<RelationBody & { readonly relatedName?: string }> {
  static readonly body = RelationBody;
  readonly type = 'RelateCustomer';
}

export class UnrelateCustomer extends DomainCommand<RelationBody> {
  static readonly body = RelationBody;
  readonly type = 'UnrelateCustomer';
}

class EvidenceBody {
  @Text({ max: 200, optional: true, description: 'How it was said', example: 'web form, double opt-in' })
  readonly how?: string;

  @Text({ max: 500, optional: true, description: 'Where it was said', example: 'shop.example/newsletter' })
  readonly where?: string;

  @Text({ max: 200, optional: true, description: 'Who wrote it down', example: 'web-shop' })
  readonly recordedBy?: string;
}

export class ConsentBody extends CommandBody {
  @Text({ max: 100, example: 'newsletter' })
  readonly purpose: string;

  @OneOf(consentChannels, { optional: true, description: 'Absent: for the purpose as such' })
  readonly channel?: ConsentChannel;

  @Nested(() => EvidenceBody, { optional: true })
  readonly evidence?: EvidenceBody;
}

export class GiveConsentBody extends ConsentBody {
  @Text({
    max: 200,
    optional: true,
    description: 'The version of the text that was agreed to',
    example: 'newsletter-2026-02',
  })
  readonly wording?: string;

  @Instant({ optional: true, description: 'From then on the consent no longer holds' })
  readonly expiresAt?: string;
}

export class GiveConsent extends DomainCommand<GiveConsentBody> {
  static readonly body = GiveConsentBody;
  readonly type = 'GiveConsent';
}

export class WithdrawConsent extends DomainCommand<ConsentBody> {
  static readonly body = ConsentBody;
  readonly type = 'WithdrawConsent';
}

export class RestrictionBody extends CommandBody {
  @Text({ max: 1000, optional: true, description: 'Why', example: 'accuracy contested' })
  readonly reason?: string;
}

export class RestrictProcessing extends DomainCommand<RestrictionBody> {
  static readonly body = RestrictionBody;
  readonly type = 'RestrictProcessing';
}

export class LiftRestriction extends DomainCommand<RestrictionBody> {
  static readonly body = RestrictionBody;
  readonly type = 'LiftRestriction';
}

export class ObjectionBody extends CommandBody {
  @Text({ max: 100, optional: true, description: 'Absent: every purpose', example: 'newsletter' })
  readonly purpose?: string;

  @Nested(() => EvidenceBody, { optional: true })
  readonly evidence?: EvidenceBody;
}

export class RaiseObjection extends DomainCommand<ObjectionBody> {
  static readonly body = ObjectionBody;
  readonly type = 'RaiseObjection';
}

export class WithdrawObjection extends DomainCommand<ObjectionBody> {
  static readonly body = ObjectionBody;
  readonly type = 'WithdrawObjection';
}

const route = routesWith<CustomerErrorCode>();

export const customerCommands = [
  route('', RegisterCustomer, {
    about:
      'Registers a person or an organisation, with everything known of it. Contact points are normalised. Refuses when one ' +
      'of them is no address or number, a date of birth that is to come, and an external id that another has.',
    refuses: [
      'customer-already-registered',
      'born-in-future',
      'contact-point-invalid',
      'phone-prefix-missing',
      'external-id-taken',
    ],
    example: {
      kind: 'person',
      name: 'Ada Lovelace',
      company: 'Analytical Engines',
      region: 'London',
      externalIds: [{ system: 'erp', id: '4711' }],
      contactPoints: [{ kind: 'e-mail', value: 'ada@example.com' }],
      tags: ['vip'],
      owner: 'anna',
      occurredAt: '2026-03-01T09:00:00Z',
    },
  }),
  named(PutCustomer),
  route(':id/details', ChangeCustomerDetails, {
    about:
      'Changes what describes a customer: what is left out stays, `null` clears. Does nothing without a change.',
    refuses: ['customer-not-found', 'born-in-future'],
    example: { sector: 'computing', region: null },
  }),
  route(':id/contact-points', AddContactPoint, {
    about:
      'Adds a way to reach the customer; does nothing when it is there. A phone number without a prefix needs the country it ' +
      'belongs to.',
    refuses: ['customer-not-found', 'contact-point-invalid', 'phone-prefix-missing', 'limit-reached'],
    example: { kind: 'phone', value: '030 1234567', country: 'DE' },
  }),
  route(':id/contact-point-removals', RemoveContactPoint, {
    about: 'Takes a way to reach the customer away, by its id on the customer’s profile.',
    refuses: ['customer-not-found', 'contact-point-not-found'],
    example: { contactPointId: exampleIds.contactPoint },
  }),
  route(':id/external-ids', AddExternalId, {
    about:
      'Adds the id by which another system knows the customer; does nothing when it is there. Refuses one that another customer ' +
      'has.',
    refuses: ['customer-not-found', 'external-id-taken', 'limit-reached'],
    example: { system: 'web-shop', id: 'A-1' },
  }),
  route(':id/external-id-removals', RemoveExternalId, {
    about: 'Takes an id of another system away. Refuses when the customer does not have it.',
    refuses: ['customer-not-found', 'external-id-not-found'],
    example: { system: 'web-shop', id: 'A-1' },
  }),
  route(':id/tags', TagCustomer, {
    about: 'Adds tags to the customer; those that are there stay as they are.',
    refuses: ['customer-not-found', 'limit-reached'],
    example: { tags: ['newsletter', 'early-adopter'] },
  }),
  route(':id/tag-removals', UntagCustomer, {
    about: 'Takes tags away; does nothing about those that the customer does not have.',
    refuses: ['customer-not-found'],
    example: { tags: ['early-adopter'] },
  }),
  route(':id/owner', AssignOwner, {
    about: 'Says who of us looks after the customer.',
    refuses: ['customer-not-found'],
    example: { owner: 'ben' },
  }),
  route(':id/owner-removals', UnassignOwner, {
    about: 'Says that nobody of us looks after the customer any more; does nothing when nobody does.',
    refuses: ['customer-not-found'],
    example: {},
  }),
  route(':id/relations', RelateCustomer, {
    about:
      'Relates the customer to another one: an employer, a parent company, a household. Refuses when there is no such ' +
      'customer, or when it is the same.',
    refuses: ['customer-not-found', 'related-to-itself', 'related-customer-not-found', 'limit-reached'],
    example: { relation: 'works-for', relatedId: exampleIds.company },
  }),
  route(':id/relation-removals', UnrelateCustomer, {
    about: 'Takes a relation away; does nothing when there is none.',
    refuses: ['customer-not-found'],
    example: { relation: 'works-for', relatedId: exampleIds.company },
  }),
  route(':id/consents', GiveConsent, {
    about:
      'Records that the customer agrees to a purpose, for one channel or as such: to which wording, how that can be shown, ' +
      'and until when. The same again without evidence changes nothing. Refuses a consent that ends before it begins.',
    refuses: ['customer-not-found', 'expires-before-given', 'limit-reached'],
    example: {
      purpose: 'newsletter',
      channel: 'e-mail',
      wording: 'newsletter-2026-02',
      evidence: { how: 'web form, double opt-in', recordedBy: 'web-shop' },
    },
  }),
  route(':id/consent-withdrawals', WithdrawConsent, {
    about: 'Records that the customer no longer agrees to a purpose; also one that was never agreed to.',
    refuses: ['customer-not-found', 'limit-reached'],
    example: { purpose: 'newsletter', channel: 'e-mail' },
  }),
  route(':id/processing-restrictions', RestrictProcessing, {
    about:
      'Records that the customer’s data is to be kept and not used (GDPR, article 18): until that is lifted, no consent allows ' +
      'anything.',
    refuses: ['customer-not-found'],
    example: { reason: 'accuracy contested' },
  }),
  route(':id/processing-restriction-lifts', LiftRestriction, {
    about: 'Records that the customer’s data may be used again.',
    refuses: ['customer-not-found'],
    example: { reason: 'accuracy confirmed' },
  }),
  route(':id/objections', RaiseObjection, {
    about:
      'Records that the customer objects to a purpose, or to every one (GDPR, article 21): until the objection is withdrawn, no ' +
      'consent to it allows anything.',
    refuses: ['customer-not-found', 'limit-reached'],
    example: { purpose: 'newsletter' },
  }),
  route(':id/objection-withdrawals', WithdrawObjection, {
    about: 'Records that the customer no longer objects. An objection to every purpose is withdrawn as such.',
    refuses: ['customer-not-found'],
    example: { purpose: 'newsletter' },
  }),
  internal(EraseCustomer),
] as const;

export type CustomerCommand = CommandOf<typeof customerCommands>;
