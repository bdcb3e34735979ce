import { ERASED, type EventDefinitions } from '../../../libs/event-sourcing/core.js';

interface OfParcel {
  readonly parcelId: string;
  readonly customerId: string;
  readonly occurredAt: string;
}

export interface ParcelSent {
  readonly type: 'ParcelSent';
  readonly data: OfParcel & { readonly carrier: string };
}

export interface ParcelDelivered {
  readonly type: 'ParcelDelivered';
  /** `receivedBy` names whoever took it. */
  readonly data: OfParcel & { readonly receivedBy: string };
}

export type ParcelEvent = ParcelSent | ParcelDelivered;

export const parcelEvents: EventDefinitions<ParcelEvent> = {
  ParcelSent: { version: 1, personal: [] },
  ParcelDelivered: { version: 1, personal: ['receivedBy'], erased: { receivedBy: ERASED } },
};
