import { type TimelineLines } from '../../../libs/platform/index.js';
import { type ParcelEvent } from './parcels.events.js';

const line = ({ type, data }: ParcelEvent): string => {
  switch (type) {
    case 'ParcelSent':
      return `Sent a parcel by ${data.carrier}`;
    case 'ParcelDelivered':
      return `Delivered a parcel to ${data.receivedBy}`;
  }
};

export const parcelTimeline: TimelineLines<ParcelEvent> = { kind: 'parcel', line };
