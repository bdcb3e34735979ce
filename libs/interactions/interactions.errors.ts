import { DomainError } from '../event-sourcing/core.js';

export type InteractionErrorCode =
  | 'interaction-not-found'
  | 'interaction-already-recorded'
  | 'interaction-expired'
  | 'follow-up-open'
  | 'processing-restricted'
  | 'customer-not-found'
  | 'customer-erased'
  | 'deal-not-found'
  | 'deal-without-customer'
  | 'deal-of-another-customer'
  | 'happened-after-correction'
  | 'follow-up-not-found'
  | 'occurred-before-last'
  | 'feedback-empty'
  | 'limit-reached';

export class InteractionError extends DomainError<InteractionErrorCode> {
  override readonly name = 'InteractionError';
}

export type ActivityErrorCode = 'range-reversed';

export class ActivityError extends DomainError<ActivityErrorCode> {
  override readonly name = 'ActivityError';
}
