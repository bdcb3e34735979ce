import { DomainError } from '../event-sourcing/core.js';

export type CustomerViewErrorCode = 'customer-not-found' | 'customer-erased';

export class CustomerViewError extends DomainError<CustomerViewErrorCode> {
  override readonly name = 'CustomerViewError';
}

export const customerNotFound = (id: string): CustomerViewError =>
  new CustomerViewError('customer-not-found', `there is no customer ${id}`);

export const customerErased = (id: string): CustomerViewError =>
  new CustomerViewError('customer-erased', `customer ${id} was erased`);
