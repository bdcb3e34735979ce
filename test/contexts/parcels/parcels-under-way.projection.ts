import { eventTypesOf, projection } from '../../../libs/event-sourcing/core.js';
import { type ParcelEvent, parcelEvents } from './parcels.events.js';

export interface ParcelUnderWay {
  readonly customerId: string;
  readonly carrier: string;
}

/** One document for each parcel that is not delivered, with the parcel's id. */
export const parcelsUnderWay = projection<ParcelUnderWay, ParcelEvent>({
  name: 'parcels-under-way',
  version: 1,
  events: eventTypesOf(parcelEvents),
  indexes: [{ fields: { customerId: 1 } }],
  documentIds: ({ data }) => [data.parcelId],
  initial: () => ({ customerId: '', carrier: '' }),
  evolve: (_parcel, event) => {
    switch (event.type) {
      case 'ParcelSent':
        return { customerId: event.data.customerId, carrier: event.data.carrier };
      case 'ParcelDelivered':
        return null;
    }
  },
});
