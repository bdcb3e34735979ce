import { describe, expect, it } from '@jest/globals';
import { collectionOf, type PositionedDocument, ReadModels } from '../../event-sourcing/core.js';
import {
  documentsAfter,
  logOf,
  on,
  InMemoryReadStore,
  expectRebuiltEqualsLive,
} from '../../event-sourcing/testing.js';
import {
  type InteractionCorrected,
  type InteractionDetails,
  type InteractionRecorded,
} from '../interactions.events.js';
import { activity, type ActivityGroup } from './activity.projection.js';
import { GetActivity, GetActivityHandler } from './activity.query.js';

const at = (day: number): string => `2026-03-0${day}T23:59:59.999Z`;

const recorded = (
  interactionId: string,
  day: number,
  details: Partial<InteractionDetails> = {},
): InteractionRecorded => ({
  type: 'InteractionRecorded',
  data: {
    interactionId,
    customerId: 'ada',
    occurredAt: at(day),
    channel: 'phone',
    direction: 'inbound',
    ...details,
  },
});

const corrected = (
  { data: { interactionId, customerId, occurredAt: happenedAt, ...figures } }: InteractionRecorded,
  changes: Partial<InteractionDetails> & { happenedAt?: string },
): InteractionCorrected => ({
  type: 'InteractionCorrected',
  data: { interactionId, customerId, occurredAt: at(9), ...changes, superseded: { happenedAt, ...figures } },
});

const first = recorded('i1', 1, { agent: 'grace', durationSeconds: 60 });
const second = recorded('i2', 1, { agent: 'a/b', direction: 'outbound', durationSeconds: 30 });
const third = recorded('i3', 2, { channel: 'visit' });
const log = logOf<InteractionRecorded | InteractionCorrected>([
  ...on('interaction-i1', [first, corrected(first, { channel: 'e-mail', durationSeconds: 90 })]),
  ...on('interaction-i2', [second]),
  ...on('interaction-i3', [third, corrected(third, { happenedAt: at(3), agent: 'grace' })]),
]);

const report = async (
  groupBy: ActivityGroup,
  from?: string,
  to?: string,
  page: { limit?: number; cursor?: string | undefined } = {},
) => {
  const store = new InMemoryReadStore();
  const documents = Object.entries(documentsAfter(activity, log));
  await store
    .collection<PositionedDocument>(collectionOf(activity))
    .writeIfNewer(documents.map(([_id, sums]) => ({ ...sums, _id, _position: '1' })));
  return new GetActivityHandler(new ReadModels(store)).execute(new GetActivity(groupBy, from, to, page));
};

const counts = (interactions: number, inbound: number, durationSeconds: number) => ({
  interactions,
  inbound,
  outbound: interactions - inbound,
  durationSeconds,
});

describe('activity', () => {
  it('is summed up by channel, as corrected', async () => {
    expect(await report('channel')).toEqual({
      groupBy: 'channel',
      groups: [
        { key: 'e-mail', ...counts(1, 1, 90) },
        { key: 'phone', ...counts(1, 0, 30) },
        { key: 'visit', ...counts(1, 1, 0) },
      ],
      total: counts(3, 2, 120),
    });
  });

  it('is summed up by agent', async () => {
    expect((await report('agent')).groups).toEqual([
      { key: 'a/b', ...counts(1, 0, 30) },
      { key: 'grace', ...counts(2, 2, 90) },
    ]);
  });

  it('is summed up by day, which is that of the interaction and not of its correction', async () => {
    expect((await report('day')).groups).toEqual([
      { key: '2026-03-01', ...counts(2, 1, 120) },
      { key: '2026-03-03', ...counts(1, 1, 0) },
    ]);
  });

  it('is that of the days asked for, both included', async () => {
    expect(await report('channel', '2026-03-02', '2026-03-03')).toEqual({
      groupBy: 'channel',
      from: '2026-03-02',
      to: '2026-03-03',
      groups: [{ key: 'visit', ...counts(1, 1, 0) }],
      total: counts(1, 1, 0),
    });
    expect((await report('agent', '2026-03-03', '2026-03-03')).groups).toEqual([
      { key: 'grace', ...counts(1, 1, 0) },
    ]);
  });

  it('is given in pages, with the total of all', async () => {
    const first = await report('channel', undefined, undefined, { limit: 2 });
    expect(first).toMatchObject({ groups: [{ key: 'e-mail' }, { key: 'phone' }], total: counts(3, 2, 120) });
    const { nextCursor } = first;
    expect(nextCursor).toEqual(expect.any(String));
    const second = await report('channel', undefined, undefined, { limit: 2, cursor: nextCursor });
    expect(second).toMatchObject({ groups: [{ key: 'visit' }], total: counts(3, 2, 120) });
    expect(second).not.toHaveProperty('nextCursor');
    await expect(report('channel', undefined, undefined, { cursor: 'x' })).rejects.toThrow('none of ours');
  });

  it('is refused from a day to an earlier one', async () => {
    await expect(report('agent', '2026-03-03', '2026-03-02')).rejects.toMatchObject({
      code: 'range-reversed',
      fields: [{ field: 'from' }],
    });
  });

  it('is the same however its events come', async () => {
    await expectRebuiltEqualsLive(activity, log);
  });
});
