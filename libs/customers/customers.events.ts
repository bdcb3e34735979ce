import { type EventDefinitions } from '../event-sourcing/index.js';

export type CustomerKind = 'person' | 'organisation';

/** What describes a customer; all but the name may be unknown. */
export interface CustomerDetails {
  readonly name: string;
  readonly gender?: string;
  readonly birthDate?: string;
  readonly position?: string;
  readonly company?: string;
  readonly sector?: string;
  readonly region?: string;
  readonly source?: string;
}

export interface CustomerRegistered {
  readonly type: 'CustomerRegistered';
  readonly data: CustomerDetails & {
    readonly customerId: string;
    readonly occurredAt: string;
    readonly kind: CustomerKind;
  };
}

export type CustomerEvent = CustomerRegistered;

export const customerEvents: EventDefinitions<CustomerEvent> = {
  CustomerRegistered: { version: 1, personal: ['name', 'gender', 'birthDate', 'position', 'company'] },
};
