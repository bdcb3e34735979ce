import { beforeEach, describe, expect, it } from '@jest/globals';
import { collectionOf, type PositionedDocument, ReadModels } from '../../event-sourcing/core.js';
import {
  documentsAfter,
  logOf,
  InMemoryReadStore,
  expectRebuiltEqualsLive,
} from '../../event-sourcing/testing.js';
import { type CustomerErased } from '../../customers/customers.events.js';
import { type InteractionEvent } from '../interactions.events.js';
import { interactions } from './interactions.projection.js';
import { GetInteraction, GetInteractionHandler } from './interactions.query.js';

const fact = { interactionId: 'call', customerId: 'ada' };
const at = (day: number) => `2026-03-0${day}T09:00:00.000Z`;

const log = logOf<InteractionEvent>([
  {
    type: 'InteractionRecorded',
    data: {
      ...fact,
      occurredAt: at(1),
      channel: 'phone',
      direction: 'inbound',
      subject: 'Invioce',
      content: 'Where is it?',
      attachments: [{ name: 'invoice.pdf', reference: 's3://files/1' }],
    },
  },
  {
    type: 'InteractionCorrected',
    data: {
      ...fact,
      occurredAt: at(2),
      subject: 'Invoice',
      superseded: { happenedAt: at(1), channel: 'phone', direction: 'inbound' },
    },
  },
  {
    type: 'FollowUpScheduled',
    data: { ...fact, occurredAt: at(2), followUpId: 'answer', channel: 'phone', dueAt: at(3) },
  },
  {
    type: 'FollowUpOverdue',
    data: { ...fact, occurredAt: at(3), followUpId: 'answer', channel: 'phone', dueAt: at(3) },
  },
  {
    type: 'FollowUpCompleted',
    data: { ...fact, occurredAt: at(4), followUpId: 'answer', channel: 'phone' },
  },
  { type: 'FeedbackRecorded', data: { ...fact, occurredAt: at(4), channel: 'phone', csat: 4, nps: 9 } },
]);

describe('interactions', () => {
  let handler: GetInteractionHandler;

  beforeEach(async () => {
    const store = new InMemoryReadStore();
    const collection = store.collection<PositionedDocument>(collectionOf(interactions));
    const documents = Object.entries(documentsAfter(interactions, log));
    await collection.writeIfNewer(documents.map(([_id, document]) => ({ ...document, _id, _position: '1' })));
    handler = new GetInteractionHandler(new ReadModels(store));
  });

  it('are shown whole, as corrected, with what came of them', async () => {
    expect(await handler.execute(new GetInteraction('call'))).toEqual({
      id: 'call',
      revision: 5,
      customerId: 'ada',
      happenedAt: at(1),
      channel: 'phone',
      direction: 'inbound',
      subject: 'Invoice',
      content: 'Where is it?',
      attachments: [{ name: 'invoice.pdf', reference: 's3://files/1' }],
      followUps: [
        { id: 'answer', scheduledAt: at(2), dueAt: at(3), overdueSince: at(3), completedAt: at(4) },
      ],
      feedback: { csat: 4, nps: 9 },
    });
  });

  it('are not there when nobody recorded them', async () => {
    await expect(handler.execute(new GetInteraction('visit'))).rejects.toMatchObject({
      code: 'interaction-not-found',
    });
  });

  it('are found by their words, corrected ones by those of the correction, and by none of an erased customer', () => {
    const words = ['invoice', 'where', 'is', 'it'];
    expect(documentsAfter(interactions, log)).toMatchObject({ call: { words } });
    const erased: CustomerErased = {
      type: 'CustomerErased',
      data: { customerId: 'ada', occurredAt: at(5), caseReference: '17' },
    };
    const after = documentsAfter(interactions, logOf<InteractionEvent | CustomerErased>([...log, erased]));
    expect(after).toMatchObject({ call: { words: [] } });
    expect(JSON.stringify(after).toLowerCase()).not.toContain('invoice');
  });

  it('are the same however their events come', async () => {
    await expectRebuiltEqualsLive(interactions, log);
  });
});
