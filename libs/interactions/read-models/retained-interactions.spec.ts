import { describe, expect, it } from '@jest/globals';
import {
  type CustomerErased,
  type ProcessingRestricted,
  type ProcessingRestrictionLifted,
} from '../../customers/customers.events.js';
import { documentsAfter, expectRebuiltEqualsLive, logOf, on } from '../../event-sourcing/testing.js';
import { retainedInteractions, type RetainingEvent } from './retained-interactions.projection.js';

const at = (day: number): string => `2026-03-0${day}T12:00:00.000Z`;
const fact = (day: number, interactionId = 'i1') => ({
  interactionId,
  customerId: 'ada',
  occurredAt: at(day),
});
const ofAda = (day: number) => ({ customerId: 'ada', occurredAt: at(day) });
const call = { channel: 'phone', direction: 'inbound' } as const;
const recorded = (interactionId: string): RetainingEvent => ({
  type: 'InteractionRecorded',
  data: { ...fact(4, interactionId), ...call, subject: 'Engine' },
});
const corrected: RetainingEvent = {
  type: 'InteractionCorrected',
  data: { ...fact(5), happenedAt: at(2), superseded: { happenedAt: at(4), ...call } },
};
const scheduled: RetainingEvent = {
  type: 'FollowUpScheduled',
  data: { ...fact(5), channel: 'phone', followUpId: 'f1', dueAt: at(9) },
};
const completed: RetainingEvent = {
  type: 'FollowUpCompleted',
  data: { ...fact(6), channel: 'phone', followUpId: 'f1' },
};
const expired: RetainingEvent = {
  type: 'InteractionExpired',
  data: { ...fact(7), channel: 'phone', followUpIds: ['f1'], caseReference: 'retention 1' },
};
const restricted: ProcessingRestricted = { type: 'ProcessingRestricted', data: ofAda(5) };
const lifted: ProcessingRestrictionLifted = { type: 'ProcessingRestrictionLifted', data: ofAda(6) };
const erased: CustomerErased = { type: 'CustomerErased', data: { ...ofAda(7), caseReference: 'c-1' } };

const after = (...events: readonly RetainingEvent[]) =>
  documentsAfter(
    retainedInteractions,
    logOf<RetainingEvent>(
      events.flatMap((event) =>
        on('interactionId' in event.data ? `interaction-${event.data.interactionId}` : 'customer-ada', [
          event,
        ]),
      ),
    ),
  );

describe('interactions that are retained', () => {
  it('are as old as they are said to be', () => {
    expect(after(recorded('i1'))).toMatchObject({ i1: { customerId: 'ada', lastAt: at(4), isHeld: false } });
    expect(after(recorded('i1'), corrected)).toMatchObject({ i1: { lastAt: at(2) } });
  });

  it('are held back by an open follow-up', () => {
    expect(after(recorded('i1'), scheduled)).toMatchObject({
      i1: { isHeld: true, heldBack: ['follow-up-open'] },
    });
    expect(after(recorded('i1'), scheduled, completed)).toMatchObject({
      i1: { isHeld: false, heldBack: [] },
    });
  });

  it('are held back, all of a customer, while processing is restricted', () => {
    const held = { isHeld: true, heldBack: ['processing-restricted'] };
    expect(after(recorded('i1'), recorded('i2'), restricted)).toMatchObject({ i1: held, i2: held });
    expect(after(recorded('i1'), restricted, lifted)).toMatchObject({ i1: { isHeld: false, heldBack: [] } });
  });

  it('are held back, until that is lifted, when processing was restricted before they were recorded', () => {
    const late: RetainingEvent = {
      type: 'InteractionRecorded',
      data: { ...fact(4), ...call, processingRestricted: true },
    };
    expect(after(restricted, late)).toMatchObject({
      i1: { isHeld: true, heldBack: ['processing-restricted'] },
    });
    expect(after(restricted, late, lifted)).toMatchObject({ i1: { isHeld: false, heldBack: [] } });
  });

  it('are none once they have expired, or the customer was erased', () => {
    expect(after(recorded('i1'), recorded('i2'), expired)).toMatchObject({ i2: {} });
    expect(after(recorded('i1'), expired)).toEqual({});
    expect(after(recorded('i1'), recorded('i2'), erased, completed)).toEqual({});
  });

  it('hold nothing of what was said', () => {
    expect(JSON.stringify(after(recorded('i1')))).not.toContain('Engine');
  });

  it('are the same when they are built anew', async () => {
    const events: readonly RetainingEvent[] = [
      recorded('i1'),
      recorded('i2'),
      scheduled,
      restricted,
      completed,
      lifted,
      expired,
      erased,
    ];
    await expectRebuiltEqualsLive(retainedInteractions, logOf(on('interaction-i1', events)));
  });
});
