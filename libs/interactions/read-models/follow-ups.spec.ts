import { describe, expect, it } from '@jest/globals';
import { collectionOf, type PositionedDocument, ReadModels } from '../../event-sourcing/core.js';
import {
  documentsAfter,
  logOf,
  on,
  InMemoryReadStore,
  expectRebuiltEqualsLive,
} from '../../event-sourcing/testing.js';
import { type FollowUpCompleted, type FollowUpScheduled } from '../interactions.events.js';
import { followUps } from './follow-ups.projection.js';
import { type FollowUpCriteria, ListFollowUps, ListFollowUpsHandler } from './follow-ups.query.js';

const at = (day: number): string => `2026-03-0${day}T12:00:00.000Z`;
const fact = { interactionId: 'i1', customerId: 'ada', channel: 'phone' } as const;

const scheduled = (followUpId: string, on: number, due: number, agent: string): FollowUpScheduled => ({
  type: 'FollowUpScheduled',
  data: { ...fact, followUpId, occurredAt: at(on), dueAt: at(due), agent, note: `call ${followUpId}` },
});

const completed: FollowUpCompleted = {
  type: 'FollowUpCompleted',
  data: { ...fact, followUpId: 'early', occurredAt: at(4), note: 'done' },
};

const log = logOf<FollowUpScheduled | FollowUpCompleted>(
  on('interaction-i1', [
    scheduled('late', 1, 8, 'grace'),
    scheduled('early', 1, 3, 'grace'),
    scheduled('mine', 2, 5, 'ada'),
    completed,
  ]),
);

const list = async (criteria: FollowUpCriteria, now = at(6), limit = 10, cursor?: string) => {
  const store = new InMemoryReadStore();
  const documents = Object.entries(documentsAfter(followUps, log));
  await store
    .collection<PositionedDocument>(collectionOf(followUps))
    .writeIfNewer(documents.map(([_id, one]) => ({ ...one, _id, _position: '1' })));
  const handler = new ListFollowUpsHandler(new ReadModels(store), () => new Date(now));
  return handler.execute(new ListFollowUps(criteria, limit, cursor));
};

const idsOf = async (criteria: FollowUpCriteria, now?: string) =>
  (await list(criteria, now)).items.map(({ followUpId }) => followUpId);

describe('follow-ups', () => {
  it('are listed as they stand now, what is due first coming first', async () => {
    expect(await list({ status: 'open' })).toEqual({
      asOf: at(6),
      items: [
        {
          ...fact,
          followUpId: 'mine',
          scheduledAt: at(2),
          dueAt: at(5),
          agent: 'ada',
          note: 'call mine',
          overdue: true,
        },
        {
          ...fact,
          followUpId: 'late',
          scheduledAt: at(1),
          dueAt: at(8),
          agent: 'grace',
          note: 'call late',
          overdue: false,
        },
      ],
    });
  });

  it('are overdue once their time has passed, and due until then', async () => {
    expect(await idsOf({ status: 'overdue' })).toEqual(['mine']);
    expect(await idsOf({ status: 'due' })).toEqual(['late']);
    expect(await idsOf({ status: 'due' }, at(8))).toEqual(['late']);
  });

  it('are listed as they stood at another time', async () => {
    const asOf = '2026-03-03T18:00:00+02:00';
    expect(await idsOf({ status: 'open', asOf })).toEqual(['early', 'mine', 'late']);
    expect(await idsOf({ status: 'overdue', asOf })).toEqual(['early']);
    expect(await idsOf({ status: 'open', asOf: at(1) })).toEqual(['early', 'late']);
  });

  it("are one agent's, and come page by page", async () => {
    expect(await idsOf({ status: 'open', agent: 'grace' })).toEqual(['late']);
    const first = await list({ status: 'open' }, at(6), 1);
    const second = await list({ status: 'open' }, at(6), 1, first.nextCursor);
    expect(second.items.map(({ followUpId }) => followUpId)).toEqual(['late']);
    expect(second.nextCursor).toBeUndefined();
  });

  it('are the same however their events come', async () => {
    await expectRebuiltEqualsLive(followUps, log);
  });
});
