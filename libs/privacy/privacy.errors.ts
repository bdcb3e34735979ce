import { DomainError } from '../event-sourcing/core.js';

export type PrivacyErrorCode =
  'customer-not-found' | 'customer-erased' | 'erasure-not-found' | 'scope-missing';

export class PrivacyError extends DomainError<PrivacyErrorCode> {
  override readonly name = 'PrivacyError';
}
