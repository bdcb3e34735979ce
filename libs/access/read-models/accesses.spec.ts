import { describe, expect, it } from '@jest/globals';
import {
  documentsAfter,
  expectRebuiltEqualsLive,
  fill,
  type Given,
  InMemoryReadStore,
  logOf,
} from '../../event-sourcing/testing.js';
import { type AccessEvent } from '../access.events.js';
import { accesses } from './accesses.projection.js';
import { FindAccesses, FindAccessesHandler } from './accesses.query.js';

const at = (day: number): string => `2026-03-${`${day}`.padStart(2, '0')}T09:00:00.000Z`;

const shown = (day: number, who: string, ...customerIds: readonly string[]): Given<AccessEvent> => ({
  type: 'PersonalDataShown',
  stream: `access-${day}`,
  data: { occurredAt: at(day), customerIds, operation: 'getCustomer' },
  metadata: { actor: { id: who, service: 'back-office', verified: true }, correlationId: `visit-${day}` },
});

const log = logOf<AccessEvent>([
  shown(1, 'anna', 'ada'),
  shown(2, 'ben', 'ada', 'bob'),
  shown(3, 'anna', 'bob'),
  shown(4, 'anna', 'ada'),
]);

const found = async (criteria: FindAccesses['criteria'], limit = 10, cursor?: string) => {
  const handler = new FindAccessesHandler(await fill(new InMemoryReadStore(), accesses, log));
  const { items, nextCursor } = await handler.execute(new FindAccesses(criteria, limit, cursor));
  return { days: items.map(({ occurredAt }) => Number(occurredAt.slice(8, 10))), items, nextCursor };
};

describe('accesses', () => {
  it('say who has seen whose data, when and for what', async () => {
    expect(Object.keys(documentsAfter(accesses, log))).toHaveLength(4);
    expect((await found({ customer: 'bob', actor: 'ben' })).items).toEqual([
      {
        occurredAt: at(2),
        position: log[1]?.position,
        actor: 'ben',
        client: 'back-office',
        operation: 'getCustomer',
        correlationId: 'visit-2',
        customerIds: ['ada', 'bob'],
      },
    ]);
  });

  it('are the same built anew', async () => {
    await expectRebuiltEqualsLive(accesses, log);
  });

  it('are found by customer, by actor, and from a time to before another, the latest first', async () => {
    expect((await found({})).days).toEqual([4, 3, 2, 1]);
    expect((await found({ customer: 'ada' })).days).toEqual([4, 2, 1]);
    expect((await found({ actor: 'anna' })).days).toEqual([4, 3, 1]);
    expect((await found({ actor: 'anna', customer: 'bob' })).days).toEqual([3]);
    expect((await found({ from: at(2), to: at(4) })).days).toEqual([3, 2]);
  });

  it('come in pages', async () => {
    const { days, nextCursor } = await found({ customer: 'ada' }, 2);
    expect(days).toEqual([4, 2]);
    expect((await found({ customer: 'ada' }, 2, nextCursor)).days).toEqual([1]);
  });
});
