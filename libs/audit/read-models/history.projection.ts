import { type CustomerEvent, customerEvents } from '../../customers/customers.events.js';
import { type DealEvent, dealEvents } from '../../deals/deals.events.js';
import { eventTypesOf, type LogEvent, projection } from '../../event-sourcing/core.js';
import { type InteractionEvent, interactionEvents } from '../../interactions/interactions.events.js';
import { type OrderEvent, orderEvents } from '../../orders/orders.events.js';

/**
 * Where one event of a customer's life stands. Its `_id` is the event's position, so that ids sort as the log does.
 * `subject` is the customer's id or, while an event's deal belongs to nobody known, the deal's stream: one index for both.
 */
export interface HistoryEntry {
  readonly subject: string;
  readonly stream: string;
  readonly revision: number;
}

type AnyEvent = CustomerEvent | InteractionEvent | DealEvent | OrderEvent;

const subjectOf = ({ data, stream }: LogEvent<AnyEvent>): string => data.customerId ?? stream;

/**
 * The index of customers' histories: for each customer the positions, streams and revisions of all events of its life.
 * Attaching a deal files the deal's earlier events too.
 */
export const history = projection<HistoryEntry, AnyEvent>({
  name: 'history',
  version: 1,
  events: [
    ...eventTypesOf(customerEvents),
    ...eventTypesOf(interactionEvents),
    ...eventTypesOf(dealEvents),
    ...eventTypesOf(orderEvents),
  ],
  indexes: [{ fields: { subject: 1, _id: 1 } }],
  documentIds: ({ position }) => [position],
  documentsWhere: (event) => (event.type === 'DealAttached' ? { subject: event.stream } : undefined),
  initial: () => ({ subject: '', stream: '', revision: 0 }),
  evolve: (entry, event) =>
    entry.stream === ''
      ? { subject: subjectOf(event), stream: event.stream, revision: event.revision }
      : { ...entry, subject: subjectOf(event) },
});
