import { DomainError } from '../event-sourcing/core.js';

export type DealErrorCode =
  | 'deal-not-found'
  | 'customer-not-found'
  | 'customer-erased'
  | 'deal-already-open'
  | 'deal-already-attached'
  | 'deal-without-customer'
  | 'deal-closed'
  | 'deal-not-closed'
  | 'unknown-stage'
  | 'ambiguous-amount'
  | 'total-too-large'
  | 'occurred-before-last';

export class DealError extends DomainError<DealErrorCode> {
  override readonly name = 'DealError';
}
