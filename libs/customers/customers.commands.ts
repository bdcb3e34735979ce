import { DomainCommand } from '../event-sourcing/index.js';
import { CommandBody, Day, OneOf, Text } from '../platform/index.js';
import { type CustomerKind } from './customers.events.js';

export class RegisterCustomerBody extends CommandBody {
  @OneOf(['person', 'organisation'])
  readonly kind: CustomerKind;

  @Text({ max: 200 })
  readonly name: string;

  @Text({ max: 40, optional: true })
  readonly gender?: string;

  @Day({ optional: true })
  readonly birthDate?: string;

  @Text({ max: 200, optional: true, description: 'Position at work' })
  readonly position?: string;

  @Text({ max: 200, optional: true })
  readonly company?: string;

  @Text({ max: 100, optional: true })
  readonly sector?: string;

  @Text({ max: 100, optional: true })
  readonly region?: string;

  @Text({ max: 100, optional: true, description: 'Where the customer came from' })
  readonly source?: string;
}

export class RegisterCustomer extends DomainCommand<RegisterCustomerBody> {
  static readonly body = RegisterCustomerBody;
  static readonly creates = true;
  readonly type = 'RegisterCustomer';
}

export type CustomerCommand = RegisterCustomer;
