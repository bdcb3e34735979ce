import { type Decider } from '../../../libs/event-sourcing/core.js';
import { type ParcelCommand } from './parcels.commands.js';
import { ParcelError } from './parcels.errors.js';
import { type ParcelEvent, parcelEvents } from './parcels.events.js';

type Parcel =
  | { readonly status: 'unknown' }
  | { readonly status: 'under-way' | 'delivered'; readonly customerId: string; readonly carrier: string };

const decide = ({ id, type, data, envelope }: ParcelCommand, parcel: Parcel): ParcelEvent[] => {
  const { occurredAt } = envelope;
  switch (type) {
    case 'SendParcel': {
      if (parcel.status !== 'unknown')
        throw new ParcelError('parcel-already-sent', `the parcel ${id} has been sent`);
      const { customerId, carrier } = data;
      return [{ type: 'ParcelSent', data: { parcelId: id, customerId, occurredAt, carrier } }];
    }
    case 'DeliverParcel': {
      if (parcel.status === 'unknown') throw new ParcelError('parcel-not-found', `there is no parcel ${id}`);
      if (parcel.status === 'delivered') return [];
      const { customerId } = parcel;
      const { receivedBy } = data;
      return [{ type: 'ParcelDelivered', data: { parcelId: id, customerId, occurredAt, receivedBy } }];
    }
  }
};

const evolve = (parcel: Parcel, event: ParcelEvent): Parcel => {
  const { customerId } = event.data;
  switch (event.type) {
    case 'ParcelSent':
      return { status: 'under-way', customerId, carrier: event.data.carrier };
    case 'ParcelDelivered':
      return parcel.status === 'unknown' ? parcel : { ...parcel, status: 'delivered' };
  }
};

/** A parcel is sent once and delivered once. */
export const parcelDecider: Decider<Parcel, ParcelCommand, ParcelEvent> = {
  category: 'parcel',
  events: parcelEvents,
  initial: { status: 'unknown' },
  decide,
  evolve,
};
