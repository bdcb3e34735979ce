import { describe, expect, it } from '@jest/globals';
import { type CustomerEvent } from '../../customers/customers.events.js';
import { type DealEvent, type DealSnapshot } from '../../deals/deals.events.js';
import { documentsAfter, expectRebuiltEqualsLive, logOf, on } from '../../event-sourcing/testing.js';
import { type InteractionEvent } from '../../interactions/interactions.events.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { wholeLog } from '../testing/life.fixture.js';
import { retainedCustomers } from './retained-customers.projection.js';

const at = (day: number): string => `2026-03-0${day}T12:00:00.000Z`;
const fact = (day: number) => ({ customerId: 'ada', occurredAt: at(day) });
const registered: CustomerEvent = {
  type: 'CustomerRegistered',
  data: { ...fact(1), kind: 'person', name: 'Ada' },
};
const changed: CustomerEvent = { type: 'CustomerDetailsChanged', data: { ...fact(9), name: 'Ada King' } };
const restricted: CustomerEvent = { type: 'ProcessingRestricted', data: fact(2) };
const lifted: CustomerEvent = { type: 'ProcessingRestrictionLifted', data: fact(3) };
const erased: CustomerEvent = { type: 'CustomerErased', data: { ...fact(8), caseReference: 'c-1' } };
const placed: OrderEvent = {
  type: 'OrderPlaced',
  data: {
    ...fact(4),
    orderId: 'o1',
    currency: 'EUR',
    lines: [],
    grossMinor: 100,
    discountMinor: 0,
    totalMinor: 100,
  },
};
const call = { interactionId: 'i1', channel: 'phone', direction: 'inbound' } as const;
const called = (day: number): InteractionEvent => ({
  type: 'InteractionRecorded',
  data: { ...fact(day), ...call },
});
const scheduled = {
  type: 'FollowUpScheduled',
  data: { ...fact(5), ...call, followUpId: 'f1', dueAt: at(9) },
} as const satisfies InteractionEvent;
const completed: InteractionEvent = {
  type: 'FollowUpCompleted',
  data: { ...fact(6), ...call, followUpId: 'f1' },
};
const snapshot: DealSnapshot = {
  lines: [],
  amountMinor: 1,
  currency: 'EUR',
  stage: 'prospecting',
  probability: 0.1,
  openedAt: at(3),
};
const opened: DealEvent = { type: 'DealOpened', data: { ...snapshot, ...fact(3), dealId: 'd1' } };
const lost = {
  type: 'DealLost',
  data: { ...snapshot, ...fact(5), dealId: 'd1', reason: 'price' },
} as const satisfies DealEvent;

type Event = CustomerEvent | InteractionEvent | DealEvent | OrderEvent;
const after = (...events: readonly Event[]) =>
  documentsAfter(retainedCustomers, logOf(on('customer-ada', events)));

describe('customers that are retained', () => {
  it('are as old as the last purchase or contact, whichever was later', () => {
    expect(after(registered, placed, called(2))).toMatchObject({
      ada: { lastAt: at(4), lastPurchaseAt: at(4), lastContactAt: at(2), isHeld: false },
    });
    expect(after(registered, placed, called(5))).toMatchObject({ ada: { lastAt: at(5) } });
  });

  it('are as old as their registration without either', () => {
    expect(after(registered, changed)).toEqual({
      ada: expect.objectContaining({ customerId: 'ada', lastAt: at(1) }),
    });
  });

  it.each<[string, Event, Event]>([
    ['deal-open', opened, lost],
    ['follow-up-open', scheduled, completed],
    ['processing-restricted', restricted, lifted],
  ])('are held back by %s, until that is over', (hold, begin, end) => {
    expect(after(registered, begin)).toMatchObject({ ada: { isHeld: true, heldBack: [hold] } });
    expect(after(registered, begin, end)).toMatchObject({ ada: { isHeld: false, heldBack: [] } });
  });

  it('are held back until the last of many deals and follow-ups is over', () => {
    const other: DealEvent = { type: 'DealOpened', data: { ...snapshot, ...fact(4), dealId: 'd2' } };
    const otherLost: DealEvent = { type: 'DealLost', data: { ...lost.data, dealId: 'd2' } };
    const reopened: DealEvent = {
      type: 'DealReopened',
      data: { ...snapshot, ...fact(6), dealId: 'd1', previously: 'lost', closedAt: at(5) },
    };
    const begun = [registered, opened, other, lost] as const;
    expect(after(...begun)).toMatchObject({ ada: { heldBack: ['deal-open'] } });
    expect(after(...begun, otherLost)).toMatchObject({ ada: { heldBack: [] } });
    expect(after(...begun, otherLost, reopened)).toMatchObject({ ada: { heldBack: ['deal-open'] } });
  });

  it('take no more room for a hundred open deals and follow-ups than for ten', () => {
    const roomFor = (count: number): number => {
      const events = Array.from({ length: count }, (_, index): Event[] => [
        { type: 'DealOpened', data: { ...snapshot, ...fact(3), dealId: `d${index}` } },
        { type: 'FollowUpScheduled', data: { ...scheduled.data, followUpId: `f${index}` } },
      ]);
      return JSON.stringify(after(registered, ...events.flat())).replaceAll(/\d+/g, '').length;
    };
    expect(roomFor(100)).toBe(roomFor(10));
  });

  it('are none once they were erased, whatever comes after', () => {
    expect(after(registered, opened, erased)).toEqual({});
    expect(after(registered, opened, erased, lost)).toEqual({});
  });

  it('are the same when they are built anew, and tell nothing of a person', async () => {
    await expectRebuiltEqualsLive(retainedCustomers, wholeLog);
    expect(JSON.stringify(documentsAfter(retainedCustomers, wholeLog))).not.toMatch(/Ada|Lovelace|王/);
  });
});
