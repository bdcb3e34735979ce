import { type DealReopened, type DealWon } from '../deals/deals.events.js';
import { type CommandEnvelope, type Reaction } from '../event-sourcing/core.js';
import { type LineBody } from '../platform/index.js';
import { PlaceOrder, UnbookOrder } from './orders.commands.js';

/** The channel of orders that come from deals. */
const CHANNEL = 'deal';

/** The product name of an order whose deal has no lines. */
const UNSPECIFIED = 'unspecified';

const linesOf = ({ lines, amountMinor }: DealWon['data']): LineBody[] =>
  lines.length === 0
    ? [{ product: UNSPECIFIED, quantity: 1, amount: amountMinor }]
    : lines.map(({ amountMinor: amount, ...line }) => ({ ...line, amount }));

const book = ({ data }: DealWon, envelope: CommandEnvelope): PlaceOrder[] => {
  const { orderId, customerId, dealId, currency } = data;
  if (orderId === undefined) return [];
  const order = { customerId, dealId, currency, channel: CHANNEL, lines: linesOf(data) };
  return [new PlaceOrder(orderId, order, envelope)];
};

const unbook = ({ data: { orderId } }: DealReopened, envelope: CommandEnvelope): UnbookOrder[] =>
  orderId === undefined ? [] : [new UnbookOrder(orderId, { reason: 'deal reopened' }, envelope)];

/**
 * Winning a deal books an order at the time of the win, and reopening the deal cancels it, also where it was refunded
 * in part at a later time than that of the reopening. The event names the order, one for each win, so that each is
 * booked once; an order that was cancelled by hand in between stays as it is, and the refusal is recorded.
 */
export const dealOrders: Reaction<DealWon | DealReopened> = {
  name: 'deal-orders',
  events: ['DealWon', 'DealReopened'],
  from: undefined,
  react: (event, envelope) => {
    const at = { ...envelope(0), occurredAt: event.data.occurredAt };
    switch (event.type) {
      case 'DealWon':
        return book(event, at);
      case 'DealReopened':
        return unbook(event, at);
    }
  },
};
