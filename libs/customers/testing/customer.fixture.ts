import { type DealEvent, type DealSnapshot } from '../../deals/deals.events.js';
import {
  collectionOf,
  type DomainEvent,
  type LogEvent,
  type PositionedDocument,
  type Projection,
  ReadModels,
  type ReadStore,
} from '../../event-sourcing/core.js';
import { documentsAfter, logOf, on } from '../../event-sourcing/testing.js';
import { type InteractionEvent } from '../../interactions/interactions.events.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { type CustomerEvent } from '../customers.events.js';

export const at = (day: number): string => `2026-03-${`${day}`.padStart(2, '0')}T09:00:00.000Z`;

const ada = (day: number) => ({ customerId: 'ada', occurredAt: at(day) });

const phone = { id: 'p1', kind: 'phone', value: '+441632960960' } as const;
const mail = { id: 'm1', kind: 'e-mail', value: 'ada@engines.example' } as const;

/** A customer's life with everything in it that can happen to its own stream, and the company it works for. */
export const customerHistory: readonly CustomerEvent[] = [
  {
    type: 'CustomerRegistered',
    data: {
      ...ada(1),
      kind: 'person',
      name: 'Ada Lovelace',
      region: 'London',
      birthDate: '1985-12-10',
      owner: 'grace',
      tags: ['vip'],
      externalIds: [{ system: 'erp', id: '7' }],
      contactPoints: [phone],
    },
  },
  { type: 'CustomerDetailsChanged', data: { ...ada(2), name: 'Ada King', region: 'Surrey' } },
  { type: 'CustomerDetailsChanged', data: { ...ada(2), gender: 'f' } },
  {
    type: 'CustomerDetailsChanged',
    data: { ...ada(2), sector: 'poetry', cleared: ['birthDate', 'region'] },
  },
  { type: 'ContactPointAdded', data: { ...ada(2), contactPoint: mail } },
  {
    type: 'ContactPointAdded',
    data: { ...ada(2), contactPoint: { id: 's1', kind: 'social', value: 'ada', network: 'weibo' } },
  },
  { type: 'ContactPointRemoved', data: { ...ada(3), contactPoint: phone } },
  { type: 'ExternalIdAdded', data: { ...ada(3), externalId: { system: 'shop', id: '12' } } },
  { type: 'ExternalIdRemoved', data: { ...ada(3), externalId: { system: 'erp', id: '7' } } },
  { type: 'CustomerTagged', data: { ...ada(3), tags: ['press', 'poet'] } },
  { type: 'CustomerUntagged', data: { ...ada(3), tags: ['vip', 'poet'] } },
  { type: 'OwnerAssigned', data: { ...ada(3), owner: 'charles' } },
  {
    type: 'CustomerRelated',
    data: { ...ada(4), relation: 'works-for', relatedId: 'engines', relatedName: 'Engines' },
  },
  {
    type: 'CustomerRelated',
    data: { ...ada(4), relation: 'household', relatedId: 'william', relatedName: 'William' },
  },
  {
    type: 'CustomerUnrelated',
    data: { ...ada(5), relation: 'household', relatedId: 'william', relatedName: 'William' },
  },
  { type: 'ConsentGiven', data: { ...ada(5), purpose: 'newsletter', channel: 'e-mail' } },
  { type: 'ConsentWithdrawn', data: { ...ada(6), purpose: 'newsletter', channel: 'e-mail' } },
];

export const company: CustomerEvent = {
  type: 'CustomerRegistered',
  data: {
    customerId: 'engines',
    occurredAt: at(1),
    kind: 'organisation',
    name: 'Müller & 王小明 Engines',
    region: 'London',
    owner: 'charles',
  },
};

const call = { interactionId: 'i1', channel: 'phone', direction: 'inbound' } as const;

export const interactionHistory: readonly InteractionEvent[] = [
  {
    type: 'InteractionRecorded',
    data: { ...ada(7), ...call, subject: 'Delivery', agent: 'grace', durationSeconds: 90 },
  },
  {
    type: 'InteractionCorrected',
    data: {
      ...ada(8),
      interactionId: 'i1',
      channel: 'chat',
      superseded: {
        happenedAt: at(7),
        channel: 'phone',
        direction: 'inbound',
        agent: 'grace',
        durationSeconds: 90,
      },
    },
  },
  {
    type: 'FollowUpScheduled',
    data: {
      ...ada(8),
      interactionId: 'i1',
      channel: 'chat',
      followUpId: 'f1',
      dueAt: at(12),
      agent: 'grace',
      note: 'send the drawings',
    },
  },
  { type: 'FollowUpCompleted', data: { ...ada(11), interactionId: 'i1', channel: 'chat', followUpId: 'f1' } },
  {
    type: 'FeedbackRecorded',
    data: { ...ada(11), interactionId: 'i1', channel: 'chat', csat: 5, comment: 'Splendid' },
  },
];

const deal: DealSnapshot = {
  name: 'Engine No. 2',
  lines: [],
  amountMinor: 120_000,
  currency: 'EUR',
  stage: 'prospecting',
  probability: 0.1,
  openedAt: at(8),
};

/** A deal that nobody's customer is known of until it is attached, and then all that can happen to it. */
export const dealHistory: readonly DealEvent[] = [
  { type: 'DealOpened', data: { ...deal, dealId: 'd1', occurredAt: at(8) } },
  { type: 'DealAssigned', data: { dealId: 'd1', occurredAt: at(9), owner: 'grace' } },
  { type: 'DealAttached', data: { ...deal, ...ada(10), dealId: 'd1', owner: 'grace', status: 'open' } },
  {
    type: 'DealStageChanged',
    data: {
      ...ada(11),
      dealId: 'd1',
      stage: 'proposal',
      probability: 0.5,
      previousStage: 'prospecting',
      amountMinor: 120_000,
      currency: 'EUR',
    },
  },
  {
    type: 'DealRevised',
    data: {
      ...ada(12),
      dealId: 'd1',
      lines: [],
      amountMinor: 99_950,
      currency: 'EUR',
      name: 'Engine No. 2',
      changed: ['amount'],
    },
  },
];

export const dealClosing: readonly DealEvent[] = [
  { type: 'DealWon', data: { ...deal, ...ada(13), dealId: 'd1', stage: 'proposal', win: 1 } },
  {
    type: 'DealReopened',
    data: {
      ...deal,
      ...ada(14),
      dealId: 'd1',
      stage: 'proposal',
      previously: 'won',
      closedAt: at(13),
      win: 1,
    },
  },
  { type: 'DealLost', data: { ...deal, ...ada(15), dealId: 'd1', stage: 'proposal', reason: 'price' } },
];

const order = { ...ada(16), orderId: 'o1', currency: 'EUR', channel: 'web' };

export const orderHistory: readonly OrderEvent[] = [
  {
    type: 'OrderPlaced',
    data: {
      ...order,
      lines: [{ product: 'Tea', quantity: 2, grossMinor: 2000, discountMinor: 500, netMinor: 1500 }],
      grossMinor: 2000,
      discountMinor: 500,
      totalMinor: 1500,
    },
  },
  {
    type: 'OrderRefunded',
    data: {
      ...order,
      occurredAt: at(17),
      placedAt: at(16),
      refundMinor: 400,
      remainingMinor: 1100,
      lines: [],
      reason: 'damaged',
    },
  },
  {
    type: 'OrderCancelled',
    data: { ...order, occurredAt: at(18), placedAt: at(16), refundMinor: 1100, remainingMinor: 0, lines: [] },
  },
];

/** The customers' own events, as a log. */
export const customerLog = logOf<CustomerEvent>([
  ...on('customer-engines', [company]),
  ...on('customer-ada', [...customerHistory]),
]);

/** All of it, as a log. */
export const wholeLog = logOf<CustomerEvent | InteractionEvent | DealEvent | OrderEvent>([
  ...on('customer-engines', [company]),
  ...on('customer-ada', [...customerHistory]),
  ...on('interaction-i1', [...interactionHistory]),
  ...on('deal-d1', [...dealHistory, ...dealClosing]),
  ...on('order-o1', [...orderHistory]),
]);

/** Puts the documents that a projection makes of a log where its queries read them. */
export const fill = async <D extends object, E extends DomainEvent>(
  store: ReadStore,
  projection: Projection<D, E>,
  log: readonly LogEvent<E>[],
): Promise<ReadModels> => {
  const name = collectionOf(projection);
  await store.ensureIndexes(name, projection.indexes);
  const documents = Object.entries(documentsAfter(projection, log));
  const positioned = documents.map(([_id, document]) => ({ ...document, _id, _position: '1' }));
  await store.collection<PositionedDocument>(name).writeIfNewer(positioned);
  return new ReadModels(store);
};
