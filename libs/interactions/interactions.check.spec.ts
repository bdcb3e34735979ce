import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { customerEvents } from '../customers/customers.events.js';
import { dealEvents } from '../deals/deals.events.js';
import { appendChained, occurring, temporaryFolder } from '../event-sourcing/testing.js';
import { EmbeddedEventStore } from '../event-sourcing/event-store/embedded/embedded.event-store.js';
import { CommandEngine, derivedId, EventCodec, streamOf } from '../event-sourcing/core.js';
import { interactionCheck } from './interactions.check.js';
import { CorrectInteraction, RecordInteraction } from './interactions.commands.js';
import { interactionDecider } from './interactions.decider.js';
import { interactionEvents } from './interactions.events.js';

const at = '2026-03-01T09:30:00.000Z';
const interaction = '5b1f8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const customerId = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const dealId = '8d2f6a10-0c56-5e57-9d43-5a1b1c9f0e22';
const call = { customerId, channel: 'phone', direction: 'inbound' } as const;

describe('an interaction', () => {
  let store: EmbeddedEventStore;
  let engine: CommandEngine;

  beforeEach(async () => {
    store = await EmbeddedEventStore.open(temporaryFolder());
    engine = new CommandEngine(store, new EventCodec([interactionEvents, dealEvents, customerEvents]), {
      now: () => new Date(at),
    });
  });

  afterEach(async () => {
    await store.close();
  });

  const register = () =>
    appendChained(store, streamOf('customer', customerId), {
      id: customerId,
      type: 'CustomerRegistered',
      data: { customerId, occurredAt: at, kind: 'person', name: 'A' },
    });

  const openDeal = (id: string, data: { customerId?: string }) =>
    appendChained(store, streamOf('deal', id), {
      id,
      type: 'DealOpened',
      data: { dealId: id, occurredAt: at, ...data },
    });

  const record = (more: { dealId?: string } = {}) =>
    engine.handle(
      interactionDecider,
      new RecordInteraction(interaction, { ...call, ...more }, occurring(at)),
      interactionCheck,
    );

  const correct = (changes: { dealId: string }) =>
    engine.handle(
      interactionDecider,
      new CorrectInteraction(
        interaction,
        changes,
        occurring(at, { commandId: '00000000-0000-5000-8000-000000000002' }),
      ),
      interactionCheck,
    );

  it('is recorded of a customer there is', async () => {
    await expect(record()).rejects.toMatchObject({ code: 'customer-not-found' });
    await register();
    expect(await record()).toMatchObject({ outcome: 'appended' });
    expect(await record()).toMatchObject({ outcome: 'repeated' });
  });

  it.each([
    [['ProcessingRestricted'], true],
    [['ProcessingRestricted', 'ProcessingRestrictionLifted'], undefined],
  ])('says whether processing is restricted after %j', async (types, processingRestricted) => {
    await register();
    for (const [index, type] of types.entries())
      await appendChained(store, streamOf('customer', customerId), {
        id: derivedId('event', `${index}`),
        type,
        data: { customerId, occurredAt: at },
      });
    await record();
    const [recorded] = await store.readStream(streamOf('interaction', interaction));
    expect(recorded?.data.processingRestricted).toBe(processingRestricted);
  });

  it('is about a deal there is', async () => {
    await register();
    await expect(record({ dealId })).rejects.toMatchObject({ code: 'deal-not-found' });
    await record();
    await expect(correct({ dealId })).rejects.toMatchObject({ code: 'deal-not-found' });
    await openDeal(dealId, { customerId });
    expect(await correct({ dealId })).toMatchObject({ outcome: 'appended' });
  });

  it.each([
    ['deal-without-customer', {}],
    ['deal-of-another-customer', { customerId: interaction }],
  ])('is about a deal of its customer, else: %s', async (code, whose) => {
    await register();
    await openDeal(dealId, whose);
    await expect(record({ dealId })).rejects.toMatchObject({ code });
    await record();
    await expect(correct({ dealId })).rejects.toMatchObject({ code });
    expect(await store.readStream(streamOf('interaction', interaction))).toHaveLength(1);
  });
});
