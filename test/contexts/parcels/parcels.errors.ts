import { DomainError } from '../../../libs/event-sourcing/core.js';

export type ParcelErrorCode = 'parcel-not-found' | 'parcel-already-sent';

export class ParcelError extends DomainError<ParcelErrorCode> {
  override readonly name = 'ParcelError';
}
