import { DomainError } from '../event-sourcing/core.js';

export type AuditErrorCode = 'customer-not-found';

export class AuditError extends DomainError<AuditErrorCode> {
  override readonly name = 'AuditError';
}

export const customerNotFound = (id: string): AuditError =>
  new AuditError('customer-not-found', `there is no customer ${id}`);
