import { describe, expect, it } from '@jest/globals';
import {
  documentsAfter,
  expectRebuiltEqualsLive,
  fill,
  type Given,
  InMemoryReadStore,
  logOf,
} from '../../event-sourcing/testing.js';
import { EventCodec, InvalidCursorError } from '../../event-sourcing/core.js';
import { type AccessEvent, accessEvents, type Look } from '../access.events.js';
import { accesses } from './accesses.projection.js';
import { FindAccesses, FindAccessesHandler } from './accesses.query.js';

const at = (day: number): string => `2026-03-${`${day}`.padStart(2, '0')}T09:00:00.000Z`;

const look = (who: string, day: number, ...customerIds: readonly string[]): Look => ({
  customerIds,
  operation: 'getCustomer',
  by: { id: who, service: 'back-office' },
  correlationId: `visit-${day}`,
});

const shown = (day: number, ...looks: readonly Look[]): Given<AccessEvent> => ({
  type: 'PersonalDataShown',
  stream: `access-${day}`,
  data: { occurredAt: at(day), looks },
});

const log = logOf<AccessEvent>([
  shown(1, look('anna', 1, 'ada')),
  shown(2, look('ben', 2, 'ada', 'bob')),
  shown(3, look('anna', 3, 'bob')),
  shown(4, look('anna', 4, 'ada')),
]);

/** The third is anna’s look at whom ben has seen, and ben’s at somebody else. */
const shared = logOf<AccessEvent>([
  shown(1, look('anna', 1, 'ada'), look('anna', 2, 'ada'), look('ben', 3, 'bob')),
  shown(2, look('anna', 4, 'ada'), look('ben', 5, 'ada'), look('anna', 6, 'bob'), look('anna', 7, 'ada')),
  shown(3, look('anna', 8, 'bob'), look('ben', 9, 'ada')),
]);

/** The visits of all that is found, page by page. */
const visits = async (criteria: FindAccesses['criteria'], limit: number): Promise<number[]> => {
  const handler = new FindAccessesHandler(await fill(new InMemoryReadStore(), accesses, shared));
  const all: number[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await handler.execute(new FindAccesses(criteria, limit, cursor));
    expect(items.length).toBe(nextCursor === undefined ? items.length : limit);
    expect(items.length).toBeGreaterThan(0);
    all.push(...items.map(({ correlationId }) => Number(correlationId.slice('visit-'.length))));
    cursor = nextCursor;
  } while (cursor !== undefined);
  return all;
};

const found = async (criteria: FindAccesses['criteria'], limit = 10, cursor?: string) => {
  const handler = new FindAccessesHandler(await fill(new InMemoryReadStore(), accesses, log));
  const { items, nextCursor } = await handler.execute(new FindAccesses(criteria, limit, cursor));
  return { days: items.map(({ occurredAt }) => Number(occurredAt.slice(8, 10))), items, nextCursor };
};

describe('accesses', () => {
  it('say who has seen whose data, when and for what', async () => {
    expect(Object.keys(documentsAfter(accesses, log))).toHaveLength(4);
    expect((await found({ customerId: 'bob', actor: 'ben' })).items).toEqual([
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
    expect((await found({ customerId: 'ada' })).days).toEqual([4, 2, 1]);
    expect((await found({ actor: 'anna' })).days).toEqual([4, 3, 1]);
    expect((await found({ actor: 'anna', customerId: 'bob' })).days).toEqual([3]);
    expect((await found({ from: at(2), before: at(4) })).days).toEqual([3, 2]);
  });

  it('come in pages', async () => {
    const { days, nextCursor } = await found({ customerId: 'ada' }, 2);
    expect(days).toEqual([4, 2]);
    expect((await found({ customerId: 'ada' }, 2, nextCursor)).days).toEqual([1]);
  });

  it.each([1, 2, 3, 20])(
    'are a row each, where they were recorded together, in pages of %i',
    async (limit) => {
      expect(await visits({}, limit)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
      expect(await visits({ customerId: 'ada' }, limit)).toEqual([9, 7, 5, 4, 2, 1]);
      expect(await visits({ actor: 'anna' }, limit)).toEqual([8, 7, 6, 4, 2, 1]);
      expect(await visits({ customerId: 'bob', actor: 'anna' }, limit)).toEqual([8, 6]);
      expect(await visits({ customerId: 'ada', from: at(2), before: at(3) }, limit)).toEqual([7, 5, 4]);
    },
  );

  it('refuse a cursor that is none', async () => {
    for (const cursor of ['?', Buffer.from('["a"]').toString('base64url')])
      await expect(found({}, 2, cursor)).rejects.toThrow(InvalidCursorError);
  });

  it('of whom an event tells in its metadata are told so', () => {
    const codec = new EventCodec([accessEvents]);
    const [stored] = log;
    if (!stored) throw new Error('the log is empty');
    const actor = { id: 'carol', service: 'shop', verified: true };
    const old = codec.decode({
      ...stored,
      data: { occurredAt: at(1), customerIds: ['ada'], operation: 'getTimeline' },
      metadata: { ...stored.metadata, schemaVersion: 1, actor, correlationId: 'visit-7' },
    });
    expect(Object.values(documentsAfter(accesses, [old as never]))).toEqual([
      expect.objectContaining({
        accesses: [
          {
            customerIds: ['ada'],
            operation: 'getTimeline',
            subject: 'carol',
            client: 'shop',
            correlationId: 'visit-7',
          },
        ],
        subjects: ['carol'],
      }),
    ]);
  });
});
