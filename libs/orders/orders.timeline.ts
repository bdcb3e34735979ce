import { after, type TimelineLines } from '../platform/index.js';
import { amountText } from '../platform/money/index.js';
import { type OrderEvent } from './orders.events.js';

const line = ({ type, data }: OrderEvent): string => {
  switch (type) {
    case 'OrderPlaced': {
      const products = data.lines.slice(0, 3).map(({ product }) => product);
      const more = data.lines.length > 3 ? ' and more' : '';
      return `Ordered ${products.join(', ')}${more} for ${amountText(data.totalMinor, data.currency)}`;
    }
    case 'OrderRefunded':
      return `Refunded ${amountText(data.refundMinor, data.currency)}${after(': ', data.reason)}`;
    case 'OrderCancelled':
      return `Cancelled an order, giving back ${amountText(data.refundMinor, data.currency)}${after(': ', data.reason)}`;
  }
};

export const orderTimeline: TimelineLines<OrderEvent> = {
  kind: 'order',
  line,
  channel: ({ data }) => data.channel,
};
