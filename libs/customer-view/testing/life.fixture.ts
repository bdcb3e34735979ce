import { type CustomerEvent } from '../../customers/customers.events.js';
import { customersContext } from '../../customers/customers.module.js';
import { at, company, customerHistory } from '../../customers/testing/customer.fixture.js';
import { type DealEvent, type DealSnapshot } from '../../deals/deals.events.js';
import { dealsContext } from '../../deals/deals.module.js';
import { logOf, on } from '../../event-sourcing/testing.js';
import { type InteractionEvent } from '../../interactions/interactions.events.js';
import { interactionsContext } from '../../interactions/interactions.module.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { ordersContext } from '../../orders/orders.module.js';
import { composedContexts, loadConfig } from '../../platform/index.js';
import { timelineFrom } from '../customer-view.module.js';

const ada = (day: number) => ({ customerId: 'ada', occurredAt: at(day) });

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

/** All of it, as a log. */
export const wholeLog = logOf<CustomerEvent | InteractionEvent | DealEvent | OrderEvent>([
  ...on('customer-engines', [company]),
  ...on('customer-ada', [...customerHistory]),
  ...on('interaction-i1', [...interactionHistory]),
  ...on('deal-d1', [...dealHistory, ...dealClosing]),
  ...on('order-o1', [...orderHistory]),
]);

/** The timeline of the contexts whose events the log has. */
export const timeline = timelineFrom(
  composedContexts([customersContext, interactionsContext, dealsContext, ordersContext], loadConfig({})),
);
