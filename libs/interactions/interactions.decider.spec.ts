import { describe, it } from '@jest/globals';
import { occurring, specification } from '../event-sourcing/testing.js';
import { type CommandEnvelope, createdIdFor } from '../event-sourcing/core.js';
import {
  CompleteFollowUp,
  CorrectInteraction,
  ExpireInteraction,
  type InteractionCommand,
  MarkFollowUpOverdue,
  RecordFeedback,
  RecordInteraction,
  ScheduleFollowUp,
} from './interactions.commands.js';
import { interactionDecider } from './interactions.decider.js';
import {
  type FeedbackRecorded,
  type FollowUpCompleted,
  type FollowUpOverdue,
  type FollowUpScheduled,
  type InteractionCorrected,
  type InteractionExpired,
  type InteractionRecorded,
} from './interactions.events.js';

const { given } = specification(interactionDecider);

const interactionId = '5b1f8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const customerId = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const at = '2026-03-01T09:30:00.000Z';
const later = '2026-03-02T10:00:00.000Z';

const asked = <C extends InteractionCommand>(
  type: new (id: string, data: C['data'], envelope: CommandEnvelope) => C,
  data: NoInfer<C['data']>,
  occurredAt = later,
): C => new type(interactionId, data, occurring(occurredAt));

const fact = { interactionId, customerId, occurredAt: later };
const call = { channel: 'phone', direction: 'inbound', agent: 'grace', subject: 'Engine' } as const;
const recorded: InteractionRecorded = {
  type: 'InteractionRecorded',
  data: { interactionId, customerId, occurredAt: at, ...call },
};
const figures = { happenedAt: at, channel: 'phone', direction: 'inbound', agent: 'grace' } as const;

describe('recording an interaction', () => {
  it('keeps what was said', () => {
    given()
      .when(asked(RecordInteraction, { customerId, ...call }, at))
      .then(recorded);
  });

  it('happens once', () => {
    given(recorded)
      .when(asked(RecordInteraction, { customerId, ...call }))
      .thenFails('interaction-already-recorded');
  });
});

describe('correcting an interaction', () => {
  const corrected: InteractionCorrected = {
    type: 'InteractionCorrected',
    data: { ...fact, channel: 'visit', durationSeconds: 60, superseded: figures },
  };

  it('says what is different, and what sums counted before', () => {
    given(recorded)
      .when(asked(CorrectInteraction, { channel: 'visit', durationSeconds: 60, agent: 'grace' }))
      .then(corrected);
    given(recorded, corrected)
      .when(asked(CorrectInteraction, { happenedAt: '2026-03-01T09:00:00+01:00' }))
      .then({
        type: 'InteractionCorrected',
        data: {
          ...fact,
          happenedAt: '2026-03-01T08:00:00.000Z',
          superseded: { ...figures, channel: 'visit', durationSeconds: 60 },
        },
      });
  });

  it('to what it is, is nothing to do', () => {
    given(recorded, corrected)
      .when(asked(CorrectInteraction, { channel: 'visit', happenedAt: at, attachments: [] }))
      .thenNothing();
  });

  it("can't move it past the correction", () => {
    given(recorded)
      .when(asked(CorrectInteraction, { happenedAt: '2026-03-03T00:00:00Z' }))
      .thenFails('happened-after-correction');
  });

  it('needs an interaction', () => {
    given()
      .when(asked(CorrectInteraction, { agent: 'ada' }))
      .thenFails('interaction-not-found');
  });
});

describe('a follow-up', () => {
  const followUpId = createdIdFor(occurring(later).commandId, 'follow-up', interactionId);
  const scheduled: FollowUpScheduled = {
    type: 'FollowUpScheduled',
    data: { ...fact, followUpId, channel: 'phone', dueAt: '2026-03-09T12:00:00.000Z', agent: 'grace' },
  };
  const completed: FollowUpCompleted = {
    type: 'FollowUpCompleted',
    data: { ...fact, followUpId, channel: 'phone', note: 'sent the drawings' },
  };

  it("is the interaction's agent's unless told otherwise", () => {
    given(recorded)
      .when(asked(ScheduleFollowUp, { dueAt: '2026-03-09T12:00:00Z' }))
      .then(scheduled);
    given(recorded)
      .when(asked(ScheduleFollowUp, { dueAt: '2026-03-09T12:00:00Z', agent: 'ada' }))
      .then({ ...scheduled, data: { ...scheduled.data, agent: 'ada' } });
  });

  it('is completed once', () => {
    const complete = asked(CompleteFollowUp, { followUpId, note: 'sent the drawings' });
    given(recorded, scheduled).when(complete).then(completed);
    given(recorded, scheduled, completed).when(complete).thenNothing();
  });

  it('is completed when it is there, and not before', () => {
    given(recorded).when(asked(CompleteFollowUp, { followUpId })).thenFails('follow-up-not-found');
    given(recorded, scheduled)
      .when(asked(CompleteFollowUp, { followUpId }, at))
      .thenFails('occurred-before-last');
  });

  it('becomes overdue once, unless it is completed', () => {
    const { dueAt } = scheduled.data;
    const mark = asked(MarkFollowUpOverdue, { followUpId }, dueAt);
    const overdue: FollowUpOverdue = {
      type: 'FollowUpOverdue',
      data: { ...fact, occurredAt: dueAt, followUpId, channel: 'phone', dueAt, agent: 'grace' },
    };
    given(recorded, scheduled).when(mark).then(overdue);
    given(recorded, scheduled, overdue).when(mark).thenNothing();
    given(recorded, scheduled, completed).when(mark).thenNothing();
    given(recorded).when(mark).thenFails('follow-up-not-found');
  });

  it('can be completed after it became overdue', () => {
    const dueAt = '2026-03-02T09:00:00.000Z';
    const overdue: FollowUpOverdue = {
      type: 'FollowUpOverdue',
      data: { ...fact, occurredAt: dueAt, followUpId, channel: 'phone', dueAt },
    };
    given(recorded, scheduled, overdue)
      .when(asked(CompleteFollowUp, { followUpId, note: 'sent the drawings' }))
      .then(completed);
  });

  it('is one of a bounded number', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      ...scheduled,
      data: { ...scheduled.data, followUpId: `${index}` },
    }));
    given(recorded, ...many)
      .when(asked(ScheduleFollowUp, { dueAt: '2026-03-09T12:00:00Z' }))
      .thenFails('limit-reached');
  });
});

describe('feedback', () => {
  const praise: FeedbackRecorded = {
    type: 'FeedbackRecorded',
    data: { ...fact, channel: 'phone', agent: 'grace', csat: 5, nps: 0 },
  };

  it('is recorded, and superseded by other feedback', () => {
    given(recorded)
      .when(asked(RecordFeedback, { csat: 5, nps: 0 }))
      .then(praise);
    given(recorded, praise)
      .when(asked(RecordFeedback, { csat: 5, nps: 0 }))
      .thenNothing();
    given(recorded, praise)
      .when(asked(RecordFeedback, { comment: 'Splendid' }))
      .then({
        type: 'FeedbackRecorded',
        data: { ...fact, channel: 'phone', agent: 'grace', comment: 'Splendid' },
      });
  });

  it('says something', () => {
    given(recorded).when(asked(RecordFeedback, {})).thenFails('feedback-empty');
  });
});

describe('letting go of what was said', () => {
  const followUpId = 'f1';
  const scheduled: FollowUpScheduled = {
    type: 'FollowUpScheduled',
    data: { ...fact, followUpId, channel: 'phone', dueAt: later },
  };
  const completed: FollowUpCompleted = {
    type: 'FollowUpCompleted',
    data: { ...fact, followUpId, channel: 'phone' },
  };
  const caseReference = 'retention 1';
  const expire = asked(ExpireInteraction, { caseReference });
  const expired: InteractionExpired = {
    type: 'InteractionExpired',
    data: { ...fact, channel: 'phone', followUpIds: [followUpId], caseReference },
  };

  it('names the follow-ups that it had, and happens once', () => {
    given(recorded, scheduled, completed).when(expire).then(expired);
    given(recorded, scheduled, completed, expired).when(expire).thenNothing();
  });

  it('waits for an open follow-up', () => {
    given(recorded, scheduled).when(expire).thenFails('follow-up-open');
  });

  it('is refused where there is nothing', () => {
    given().when(expire).thenFails('interaction-not-found');
  });

  it('has nothing else happen to the interaction', () => {
    const after = given(recorded, scheduled, completed, expired);
    after.when(asked(CorrectInteraction, { subject: 'Again' })).thenFails('interaction-expired');
    after.when(asked(RecordFeedback, { comment: 'Again' })).thenFails('interaction-expired');
    after.when(asked(ScheduleFollowUp, { dueAt: later })).thenFails('interaction-expired');
    after.when(asked(CompleteFollowUp, { followUpId })).thenFails('interaction-expired');
    after.when(asked(RecordInteraction, { customerId, ...call })).thenFails('interaction-already-recorded');
    after.when(asked(MarkFollowUpOverdue, { followUpId })).thenNothing();
  });
});
