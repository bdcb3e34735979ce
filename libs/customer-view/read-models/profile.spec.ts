import { describe, expect, it } from '@jest/globals';
import { type CustomerErased } from '../../customers/customers.events.js';
import { type DealEvent } from '../../deals/deals.events.js';
import { fill, logOf, on, InMemoryReadStore, expectRebuiltEqualsLive } from '../../event-sourcing/testing.js';
import {
  type InteractionCorrected,
  type InteractionEvent,
  type InteractionRecorded,
} from '../../interactions/interactions.events.js';
import { at } from '../../customers/testing/customer.fixture.js';
import { dealClosing, dealHistory, interactionHistory, wholeLog } from '../testing/life.fixture.js';
import { lastInteractions } from './last-interactions.projection.js';
import { openDeals } from './open-deals.projection.js';
import { profile } from './profile.projection.js';
import { GetProfile, GetProfileHandler } from './profile.query.js';

const dealLog = (events: readonly DealEvent[]) => logOf(on('deal-d1', events));

const interactionLog = (events: readonly InteractionEvent[]) =>
  logOf<InteractionEvent | CustomerErased>(on('interaction-i1', events));

/** The profile of a customer with everything in its life, or with these deals or interactions instead. */
const profileOf = async (
  id: string,
  { deals = dealLog(dealHistory), interactions = interactionLog(interactionHistory) } = {},
) => {
  const store = new InMemoryReadStore();
  await fill(store, openDeals, deals);
  await fill(store, lastInteractions, interactions);
  return new GetProfileHandler(await fill(store, profile, wholeLog), []).execute(new GetProfile(id));
};

describe('a profile', () => {
  it('is the whole customer on one page', async () => {
    expect(await profileOf('ada')).toEqual({
      customerId: 'ada',
      revision: 22,
      kind: 'person',
      name: 'Ada King',
      sector: 'poetry',
      gender: 'f',
      owner: 'charles',
      registeredAt: at(1),
      externalIds: [{ system: 'shop', id: '12' }],
      contactPoints: [
        { id: 'm1', kind: 'e-mail', value: 'ada@engines.example' },
        { id: 's1', kind: 'social', value: 'ada', network: 'weibo' },
      ],
      tags: ['press'],
      relations: [
        { relation: 'works-for', customerId: 'engines', name: 'Müller & 王小明 Engines', since: at(4) },
      ],
      relatedBy: [],
      consents: [
        { purpose: 'newsletter', channel: 'e-mail', given: false, since: at(6) },
        { purpose: 'survey', given: true, since: at(7), wording: 'survey-2026', expiresAt: at(20) },
      ],
      objections: [{ purpose: 'profiling', since: at(10) }],
      interactions: 1,
      lastInteractions: [
        {
          interactionId: 'i1',
          happenedAt: at(7),
          channel: 'chat',
          direction: 'inbound',
          subject: 'Delivery',
          agent: 'grace',
        },
      ],
      openDeals: { count: 1, latest: [expect.objectContaining({ dealId: 'd1', openedAt: at(8) })] },
      purchases: [
        {
          currency: 'EUR',
          orders: 1,
          gross: 1500,
          refunded: 1500,
          net: 0,
          firstOrder: '2026-03-16',
          lastOrder: '2026-03-16',
        },
      ],
    });
  });

  it('says who relates to the customer', async () => {
    expect((await profileOf('engines')).relatedBy).toEqual([
      { relation: 'works-for', customerId: 'ada', name: 'Ada King', since: at(4) },
    ]);
  });

  it('is of a customer', async () => {
    await expect(profileOf('nobody')).rejects.toMatchObject({ code: 'customer-not-found' });
  });

  it('is the same however its events come', async () => {
    await expectRebuiltEqualsLive(profile, wholeLog);
  });
});

describe('the open deals of a profile', () => {
  const openAfter = async (events: readonly DealEvent[]) =>
    (await profileOf('ada', { deals: dealLog(events) })).openDeals;

  it('follow a deal from when it is attached, as it is revised and moved', async () => {
    expect(await openAfter(dealHistory.slice(0, 2))).toEqual({ count: 0, latest: [] });
    expect(await openAfter(dealHistory)).toEqual({
      count: 1,
      latest: [
        {
          dealId: 'd1',
          name: 'Engine No. 2',
          stage: 'proposal',
          probability: 0.5,
          amount: 99_950,
          currency: 'EUR',
          owner: 'grace',
          openedAt: at(8),
        },
      ],
    });
  });

  it('end with a win or a loss, and come back with a reopening', async () => {
    const after = (closing: number) => openAfter([...dealHistory, ...dealClosing.slice(0, closing)]);
    expect(await after(1)).toEqual({ count: 0, latest: [] });
    expect(await after(2)).toMatchObject({ count: 1, latest: [{ dealId: 'd1', stage: 'proposal' }] });
    expect(await after(3)).toEqual({ count: 0, latest: [] });
  });

  const minute = (n: number) => `2026-03-01T09:${`${n}`.padStart(2, '0')}:00.000Z`;
  const snapshot = (n: number) => ({
    dealId: `d${n}`,
    customerId: 'ada',
    lines: [],
    amountMinor: n,
    currency: 'EUR',
    stage: 'proposal',
    probability: 0.5,
    openedAt: minute(n),
  });
  const opened = (n: number): DealEvent => ({
    type: 'DealOpened',
    data: { ...snapshot(n), occurredAt: minute(n) },
  });
  const lost = (n: number): DealEvent => ({
    type: 'DealLost',
    data: { ...snapshot(n), occurredAt: at(20), reason: 'price' },
  });
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  it('are all counted, and the fifty opened last shown, in whatever order they are told', async () => {
    const { count, latest } = await openAfter(numbers(1, 55).reverse().map(opened));
    expect(count).toBe(55);
    expect(latest.map(({ dealId }) => dealId)).toEqual(
      numbers(6, 55)
        .reverse()
        .map((n) => `d${n}`),
    );
  });

  it('show older ones again when the newer are closed', async () => {
    const { count, latest } = await openAfter([...numbers(1, 55).map(opened), ...numbers(6, 55).map(lost)]);
    expect(count).toBe(5);
    expect(latest.map(({ dealId }) => dealId)).toEqual(['d5', 'd4', 'd3', 'd2', 'd1']);
  });

  it('are of their customer alone', async () => {
    expect((await profileOf('engines')).openDeals).toEqual({ count: 0, latest: [] });
  });

  it('are the same however their events come', async () => {
    await expectRebuiltEqualsLive(openDeals, wholeLog);
  });
});

describe('the last interactions of a profile', () => {
  const recorded = (day: number): InteractionRecorded => ({
    type: 'InteractionRecorded',
    data: {
      interactionId: `i${day}`,
      customerId: 'ada',
      occurredAt: at(day),
      channel: 'phone',
      direction: 'inbound',
    },
  });

  const movedTo = (day: number, from: number): InteractionCorrected => ({
    type: 'InteractionCorrected',
    data: {
      interactionId: `i${from}`,
      customerId: 'ada',
      occurredAt: at(28),
      happenedAt: at(day),
      superseded: { happenedAt: at(from), channel: 'phone', direction: 'inbound' },
    },
  });

  const idsAfter = async (events: readonly InteractionEvent[]) => {
    const { lastInteractions: last } = await profileOf('ada', { interactions: interactionLog(events) });
    return last.map(({ interactionId }) => interactionId);
  };

  const ids = (...days: number[]) => days.map((day) => `i${day}`);

  it('are the latest ten by when they happened, in whatever order they are told', async () => {
    const days = [3, 1, 12, 2, 11, 4, 5, 10, 6, 7, 8, 9];
    expect(await idsAfter(days.map(recorded))).toEqual(ids(12, 11, 10, 9, 8, 7, 6, 5, 4, 3));
  });

  it('move when their time is corrected', async () => {
    const events = [1, 2, 3].map(recorded);
    expect(await idsAfter([...events, movedTo(9, 1)])).toEqual(ids(1, 3, 2));
    expect(await idsAfter([...events, movedTo(1, 3)])).toEqual(ids(2, 3, 1));
  });

  it('make room for others when they turn out to be earlier', async () => {
    const days = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
    const events = [...days.map(recorded), movedTo(1, 13), movedTo(1, 12)];
    expect(await idsAfter(events)).toEqual(ids(11, 10, 9, 8, 7, 6, 5, 4, 3, 2));
  });

  it('are the same however their events come', async () => {
    await expectRebuiltEqualsLive(lastInteractions, wholeLog);
  });
});
