import { describe, expect, it } from '@jest/globals';
import { documentsAfter, logOf, expectRebuiltEqualsLive } from '../../event-sourcing/testing.js';
import { type DealEvent } from '../deals.events.js';
import { deals } from './deals.projection.js';

const dealId = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const customerId = '6f1d8a52-93ab-5c0e-8f1d-0a6d5f3b7a12';
const day = (number: number) => `2026-03-0${number}T09:00:00.000Z`;

const terms = {
  lines: [
    { product: 'GTX Pro', quantity: 2, amountMinor: 3000 },
    { product: 'MG Special', quantity: 1, amountMinor: 1000 },
    { product: 'GTX Pro', quantity: 1, amountMinor: 500 },
  ],
  amountMinor: 4500,
  currency: 'EUR',
};
const snapshot = { ...terms, stage: 'prospecting', probability: 0.1, owner: 'anna', openedAt: day(1) };
const at = (number: number) => ({ dealId, customerId, occurredAt: day(number) });

const opened: DealEvent = { type: 'DealOpened', data: { dealId, occurredAt: day(1), ...snapshot } };
const attached: DealEvent = { type: 'DealAttached', data: { ...at(2), ...snapshot, status: 'open' } };
const assigned: DealEvent = { type: 'DealAssigned', data: { ...at(3), owner: 'bo', previousOwner: 'anna' } };
const [gtx] = terms.lines.slice(0, 1).map((line) => ({ ...line, amountMinor: 2000 }));
const won: DealEvent = {
  type: 'DealWon',
  data: {
    ...at(4),
    ...snapshot,
    owner: 'bo',
    lines: gtx === undefined ? [] : [gtx],
    amountMinor: 2000,
    win: 1,
    orderId: 'an-order',
  },
};
const reopened: DealEvent = {
  type: 'DealReopened',
  data: {
    ...won.data,
    ...at(5),
    stage: 'proposal',
    probability: 0.5,
    previously: 'won',
    closedAt: day(4),
  },
};

const dealAfter = (...events: DealEvent[]) => documentsAfter(deals, logOf(events))[dealId];

describe('the deals', () => {
  it('stand with their distinct products as soon as they are opened', () => {
    expect(dealAfter(opened)).toEqual({
      ...snapshot,
      dealId,
      status: 'open',
      revision: 0,
      wins: 0,
      lastStepAt: day(1),
      products: ['GTX Pro', 'MG Special'],
    });
  });

  it('take on customer, owner, final amount and what they were closed with', () => {
    expect(dealAfter(opened, attached, assigned, won)).toMatchObject({
      customerId,
      owner: 'bo',
      status: 'won',
      amountMinor: 2000,
      products: ['GTX Pro'],
      closedAt: day(4),
      orderId: 'an-order',
      wins: 1,
    });
  });

  it('leave what they were closed with behind when they are reopened', () => {
    const deal = dealAfter(opened, attached, won, reopened);
    expect(deal).toMatchObject({ status: 'open', stage: 'proposal', probability: 0.5, wins: 1 });
    expect(deal).not.toHaveProperty('closedAt');
    expect(deal).not.toHaveProperty('orderId');
  });

  it('are the same rebuilt as live', async () => {
    await expectRebuiltEqualsLive(deals, logOf([opened, attached, assigned, won, reopened]));
  });
});
