import { DomainCommand } from '../event-sourcing/core.js';
import { CommandBody, Day, ListOf, Nested, OneOf, Text, TextList } from '../platform/index.js';
import { ContactPointBody } from './contact-points.commands.js';
import { type CustomerKind, customerKinds } from './customers.events.js';
import { claimIdOf } from './external-id-claims.commands.js';
import { type ConflictRule, ExternalIdBody, OnConflict } from './external-ids.commands.js';

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
