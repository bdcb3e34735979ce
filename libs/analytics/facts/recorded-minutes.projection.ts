import { type CustomerEvent, customerEvents } from '../../customers/customers.events.js';
import { type DealEvent, dealEvents } from '../../deals/deals.events.js';
import { eventTypesOf, type Position, projection } from '../../event-sourcing/core.js';
import { type OrderEvent, orderEvents } from '../../orders/orders.events.js';

export interface RecordedMinute {
  /** Of the last event recorded in this minute. */
  readonly position: Position;
}

/** How far the log had come at each minute (UTC, as `2026-03-01T09:30`) in which an event was recorded. */
export const recordedMinutes = projection<RecordedMinute, OrderEvent | CustomerEvent | DealEvent>({
  name: 'recorded-minutes',
  version: 2,
  events: [...eventTypesOf(orderEvents), ...eventTypesOf(customerEvents), ...eventTypesOf(dealEvents)],
  indexes: [],
  documentIds: ({ metadata }) => [metadata.recordedAt.slice(0, 16)],
  initial: () => ({ position: '' }),
  evolve: (_, { position }) => ({ position }),
});
