import { DomainError } from '../event-sourcing/core.js';

export type OrderErrorCode =
  | 'order-not-found'
  | 'customer-not-found'
  | 'customer-erased'
  | 'deal-not-found'
  | 'deal-without-customer'
  | 'deal-of-another-customer'
  | 'order-already-placed'
  | 'order-cancelled'
  | 'total-too-large'
  | 'discount-above-total'
  | 'currency-mismatch'
  | 'ambiguous-refund'
  | 'order-line-not-found'
  | 'order-line-repeated'
  | 'nothing-left-to-refund'
  | 'refund-above-remaining'
  | 'occurred-before-last';

export class OrderError extends DomainError<OrderErrorCode> {
  override readonly name = 'OrderError';
}
