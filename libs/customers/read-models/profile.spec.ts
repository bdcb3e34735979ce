import { describe, expect, it } from '@jest/globals';
import { documentsAfter, logOf, on } from '../../event-sourcing/projections/projection.spec-kit.js';
import { InMemoryReadStore } from '../../event-sourcing/projections/testing/in-memory.read-store.js';
import { expectRebuiltEqualsLive } from '../../event-sourcing/projections/testing/rebuilt-equals-live.js';
import {
  type InteractionCorrected,
  type InteractionRecorded,
} from '../../interactions/interactions.events.js';
import { at, customerLog, dealClosing, dealHistory, fill, wholeLog } from '../testing/customer.fixture.js';
import { directory } from './directory.projection.js';
import { profile } from './profile.projection.js';
import { GetProfile, GetProfileHandler } from './profile.query.js';

const profileOf = async (id: string) => {
  const store = new InMemoryReadStore();
  await fill(store, directory, customerLog);
  return new GetProfileHandler(await fill(store, profile, wholeLog)).execute(new GetProfile(id));
};

describe('a profile', () => {
  it('is the whole customer on one page', async () => {
    expect(await profileOf('ada')).toEqual({
      customerId: 'ada',
      kind: 'person',
      name: 'Ada King',
      region: 'Surrey',
      birthDate: '1985-12-10',
      gender: 'f',
      owner: 'charles',
      registeredAt: at(1),
      externalIds: [{ system: 'erp', id: '7' }],
      contactPoints: [
        { id: 'm1', kind: 'e-mail', value: 'ada@engines.example' },
        { id: 's1', kind: 'social', value: 'ada', network: 'weibo' },
      ],
      tags: ['press'],
      relations: [
        { relation: 'works-for', customerId: 'engines', name: 'Müller & 王小明 Engines', since: at(4) },
      ],
      relatedBy: [],
      consents: [{ purpose: 'newsletter', channel: 'e-mail', given: false, since: at(6) }],
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
      openDeals: { count: 0, latest: [] },
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
  const openAfter = (closing: number) => {
    const log = logOf(on('deal-d1', [...dealHistory, ...dealClosing.slice(0, closing)]));
    return documentsAfter(profile, log).ada?.openDeals;
  };

  it('follow a deal from when it is attached, as it is revised and moved', () => {
    expect(openAfter(0)).toEqual({
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

  it('end with a win or a loss, and come back with a reopening', () => {
    expect(openAfter(1)).toEqual({ count: 0, latest: [] });
    expect(openAfter(2)).toMatchObject({ count: 1, latest: [{ dealId: 'd1', stage: 'proposal' }] });
    expect(openAfter(3)).toEqual({ count: 0, latest: [] });
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

  const idsAfter = (events: readonly (InteractionRecorded | InteractionCorrected)[]) =>
    documentsAfter(profile, logOf(events)).ada?.lastInteractions.map(({ interactionId }) => interactionId);

  it('are the latest ten by when they happened, in whatever order they are told', () => {
    const days = [3, 1, 12, 2, 11, 4, 5, 10, 6, 7, 8, 9];
    expect(idsAfter(days.map(recorded))).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((day) => `i${day}`));
  });

  it('move when their time is corrected', () => {
    const events = [1, 2, 3].map(recorded);
    expect(idsAfter([...events, movedTo(9, 1)])).toEqual(['i1', 'i3', 'i2']);
    expect(idsAfter([...events, movedTo(1, 3)])).toEqual(['i2', 'i3', 'i1']);
  });
});
