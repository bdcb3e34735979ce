import { DomainError } from '../event-sourcing/index.js';

export type CustomerErrorCode = 'customer-not-found' | 'customer-already-registered';

export class CustomerError extends DomainError<CustomerErrorCode> {
  override readonly name = 'CustomerError';
}
