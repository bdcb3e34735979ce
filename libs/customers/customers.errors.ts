import { DomainError } from '../event-sourcing/core.js';

export type CustomerErrorCode =
  | 'customer-not-found'
  | 'customer-erased'
  | 'customer-already-registered'
  | 'customer-kind-differs'
  | 'born-in-future'
  | 'contact-point-invalid'
  | 'contact-point-not-found'
  | 'phone-prefix-missing'
  | 'expires-before-given'
  | 'external-id-not-found'
  | 'external-id-taken'
  | 'related-to-itself'
  | 'related-customer-not-found'
  | 'limit-reached';

export class CustomerError extends DomainError<CustomerErrorCode> {
  override readonly name = 'CustomerError';
}
