import { type Actor, eventTypesOf, type LogEvent, projection } from '../../event-sourcing/core.js';
import { type DealEvent, dealEvents } from '../../deals/deals.events.js';
import { type InteractionEvent, interactionEvents } from '../../interactions/interactions.events.js';
import { type OrderEvent, orderEvents } from '../../orders/orders.events.js';
import { type CustomerEvent, customerEvents } from '../customers.events.js';
import { customerLine, dealLine, interactionLine, orderLine } from './timeline.lines.js';

export const timelineKinds = ['customer', 'interaction', 'deal', 'order'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export interface TimelineEntry {
  /** The customer; as long as nobody knows whose deal it is, the deal's stream. */
  readonly subject: string;
  /** `occurredAt`, a space, and the position: entries in the order of this field are in their order in time. */
  readonly at: string;
  readonly kind: TimelineKind;
  readonly type: string;
  readonly actor: string;
  readonly line: string;
  readonly stream: string;
  readonly channel?: string;
}

type TimelineEvent = CustomerEvent | InteractionEvent | DealEvent | OrderEvent;

const actorText = ({ id, service }: Actor): string => (id === service ? id : `${id}@${service}`);

/** What is told of an event, by what it is about. */
const told = (
  event: LogEvent<TimelineEvent>,
): Pick<TimelineEntry, 'kind' | 'line'> & { readonly channel?: string | undefined } => {
  switch (event.type) {
    case 'CustomerRegistered':
    case 'CustomerDetailsChanged':
    case 'ContactPointAdded':
    case 'ContactPointRemoved':
    case 'ExternalIdAdded':
    case 'ExternalIdRemoved':
    case 'CustomerTagged':
    case 'CustomerUntagged':
    case 'OwnerAssigned':
    case 'CustomerRelated':
    case 'CustomerUnrelated':
    case 'ConsentGiven':
    case 'ConsentWithdrawn':
      return { kind: 'customer', line: customerLine(event) };
    case 'InteractionRecorded':
    case 'FollowUpScheduled':
    case 'FollowUpCompleted':
    case 'FeedbackRecorded':
      return { kind: 'interaction', line: interactionLine(event), channel: event.data.channel };
    case 'InteractionCorrected': {
      const { channel = event.data.superseded.channel } = event.data;
      return { kind: 'interaction', line: interactionLine(event), channel };
    }
    case 'DealOpened':
    case 'DealAttached':
    case 'DealStageChanged':
    case 'DealRevised':
    case 'DealAssigned':
    case 'DealWon':
    case 'DealLost':
    case 'DealReopened':
      return { kind: 'deal', line: dealLine(event) };
    case 'OrderPlaced':
    case 'OrderRefunded':
    case 'OrderCancelled':
      return { kind: 'order', line: orderLine(event), channel: event.data.channel };
  }
};

const entryOf = (event: LogEvent<TimelineEvent>): TimelineEntry => {
  const { data, position, stream, type, metadata } = event;
  const { kind, line, channel } = told(event);
  return {
    subject: data.customerId ?? stream,
    at: `${data.occurredAt} ${position}`,
    kind,
    type,
    actor: actorText(metadata.actor),
    line,
    stream,
    ...(channel === undefined ? {} : { channel }),
  };
};

/**
 * Everything that happened to a customer: one document for each event, with the event's position for an id, so that
 * they are written in the order in which they are kept. A deal's events before it found its customer are filed under
 * the deal, and are the customer's from then on.
 */
export const timeline = projection<TimelineEntry, TimelineEvent>({
  name: 'timeline',
  version: 3,
  events: [
    ...eventTypesOf(customerEvents),
    ...eventTypesOf(interactionEvents),
    ...eventTypesOf(dealEvents),
    ...eventTypesOf(orderEvents),
  ],
  indexes: [{ fields: { subject: 1, at: 1 } }],
  documentIds: ({ position }) => [position],
  documentsWhere: ({ type, stream }) => (type === 'DealAttached' ? { subject: stream } : undefined),
  initial: () => ({ subject: '', at: '', kind: 'customer', type: '', actor: '', line: '', stream: '' }),
  evolve: (entry, event) =>
    entry.subject === '' || event.type !== 'DealAttached'
      ? entryOf(event)
      : { ...entry, subject: event.data.customerId },
});
