import { describe, expect, it } from '@jest/globals';
import { dueTimesOf } from '../event-sourcing/core.js';
import { expectRebuiltEqualsLive, logOf, timerSpecification } from '../event-sourcing/testing.js';
import { followUpTimer } from './follow-ups.timer.js';
import { MarkFollowUpOverdue } from './interactions.commands.js';
import {
  type FollowUpCompleted,
  type FollowUpOverdue,
  type FollowUpScheduled,
} from './interactions.events.js';

const at = (day: number): string => new Date(Date.UTC(2026, 2, day, 12)).toISOString();
const fact = { interactionId: 'call', customerId: 'ada', channel: 'phone' } as const;

const scheduled = (followUpId: string, dueAt: string): FollowUpScheduled => ({
  type: 'FollowUpScheduled',
  data: { ...fact, followUpId, occurredAt: at(2), dueAt },
});
const completed = (followUpId: string): FollowUpCompleted => ({
  type: 'FollowUpCompleted',
  data: { ...fact, followUpId, occurredAt: at(3) },
});
const overdue = (followUpId: string): FollowUpOverdue => ({
  type: 'FollowUpOverdue',
  data: { ...fact, followUpId, occurredAt: at(5), dueAt: at(5) },
});

describe('the timer of follow-ups', () => {
  it('marks a follow-up overdue at its due time', () => {
    const clock = timerSpecification(followUpTimer);
    clock.happened(scheduled('answer', at(5)));
    expect(clock.turnTo(at(4)).sent).toEqual([]);
    const { sent } = clock.turnTo(at(6));
    expect(sent).toEqual([expect.any(MarkFollowUpOverdue)]);
    expect(sent).toMatchObject([
      { id: 'call', data: { followUpId: 'answer' }, envelope: { occurredAt: at(5) } },
    ]);
    expect(clock.turnTo(at(7)).sent).toEqual([]);
  });

  it('leaves one that is completed', () => {
    const clock = timerSpecification(followUpTimer);
    clock.happened(scheduled('answer', at(5)), completed('answer'));
    expect(clock.turnTo(at(6)).sent).toEqual([]);
  });

  it('takes one that was due before it was scheduled as overdue since then', () => {
    const clock = timerSpecification(followUpTimer);
    clock.happened(scheduled('answer', at(1)));
    expect(clock.turnTo(at(3)).sent).toMatchObject([{ envelope: { occurredAt: at(2) } }]);
  });

  it('skips what was due more than a week before', () => {
    const clock = timerSpecification(followUpTimer);
    clock.happened(scheduled('old', at(5)), scheduled('new', at(6)));
    const { sent, skipped } = clock.turnTo(at(13));
    expect(sent).toMatchObject([{ data: { followUpId: 'new' } }]);
    expect(skipped).toMatchObject([{ data: { followUpId: 'old' } }]);
  });

  it('has the same due times however the events come', async () => {
    const log = logOf([
      scheduled('answer', at(5)),
      scheduled('visit', at(6)),
      overdue('answer'),
      scheduled('letter', at(7)),
      completed('answer'),
      completed('letter'),
    ]);
    await expectRebuiltEqualsLive(dueTimesOf(followUpTimer), log);
  });
});
