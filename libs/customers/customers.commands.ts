import { IntersectionType } from '@nestjs/swagger';
import { DomainCommand } from '../event-sourcing/core.js';
import {
  CommandBody,
  type CommandOf,
  Day,
  ListOf,
  OneOf,
  route,
  Text,
  TextList,
  Uuid,
} from '../platform/index.js';
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

class ExternalIdBody {
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
}

export class RegisterCustomerBody extends detailsBody<string>(false) {
  @OneOf(customerKinds)
  readonly kind: CustomerKind;

  @Text({ max: 200 })
  readonly name: string;

  @ListOf(() => ExternalIdBody, { max: 20, optional: true })
  readonly externalIds?: readonly ExternalIdBody[];

  @ListOf(() => ContactPointBody, { max: 20, optional: true })
  readonly contactPoints?: readonly ContactPointBody[];

  @TextList({ max: 100, items: 50, optional: true })
  readonly tags?: readonly string[];

  @Text({ max: 200, optional: true, description: 'Who of us looks after the customer' })
  readonly owner?: string;
}

export class RegisterCustomer extends DomainCommand<RegisterCustomerBody> {
  static readonly body = RegisterCustomerBody;
  static readonly creates = true;
  readonly type = 'RegisterCustomer';
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

export class AddExternalId extends DomainCommand<ExternalIdsBody> {
  static readonly body = ExternalIdsBody;
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

export class ConsentBody extends CommandBody {
  @Text({ max: 100, example: 'newsletter' })
  readonly purpose: string;

  @OneOf(consentChannels, { optional: true, description: 'Absent: for the purpose as such' })
  readonly channel?: ConsentChannel;
}

export class GiveConsent extends DomainCommand<ConsentBody> {
  static readonly body = ConsentBody;
  readonly type = 'GiveConsent';
}

export class WithdrawConsent extends DomainCommand<ConsentBody> {
  static readonly body = ConsentBody;
  readonly type = 'WithdrawConsent';
}

export const customerCommands = [
  route('', RegisterCustomer),
  route(':id/details', ChangeCustomerDetails),
  route(':id/contact-points', AddContactPoint),
  route(':id/contact-point-removals', RemoveContactPoint),
  route(':id/external-ids', AddExternalId),
  route(':id/external-id-removals', RemoveExternalId),
  route(':id/tags', TagCustomer),
  route(':id/tag-removals', UntagCustomer),
  route(':id/owner', AssignOwner),
  route(':id/relations', RelateCustomer),
  route(':id/relation-removals', UnrelateCustomer),
  route(':id/consents', GiveConsent),
  route(':id/consent-withdrawals', WithdrawConsent),
] as const;

export type CustomerCommand = CommandOf<typeof customerCommands>;
