import { DomainError } from '../event-sourcing/core.js';

export type PrivacyErrorCode =
  | 'customer-not-found'
  | 'customer-erased'
  | 'erasure-not-found'
  | 'scope-missing'
  | 'rule-not-found'
  | 'rule-required'
  | 'as-of-in-future'
  | 'more-due-than-expected'
  | 'carry-out-not-found';

export class PrivacyError extends DomainError<PrivacyErrorCode> {
  override readonly name = 'PrivacyError';
}
