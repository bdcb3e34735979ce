import { DomainError } from '../event-sourcing/core.js';

export type AuditErrorCode = 'customer-not-found' | 'nothing-recorded';

export class AuditError extends DomainError<AuditErrorCode> {
  override readonly name = 'AuditError';
}

export const customerNotFound = (id: string): AuditError =>
  new AuditError('customer-not-found', `there is no customer ${id}`);

export const nothingRecorded = (stream: string): AuditError =>
  new AuditError('nothing-recorded', `nothing is recorded of ${stream}`);
