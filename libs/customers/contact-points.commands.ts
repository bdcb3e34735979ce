import { IntersectionType } from '@nestjs/swagger';
import { DomainCommand } from '../event-sourcing/core.js';
import { CommandBody, OneOf, Text, Uuid } from '../platform/index.js';
import { type ContactPointKind, contactPointKinds } from './customers.events.js';

export class ContactPointBody {
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
