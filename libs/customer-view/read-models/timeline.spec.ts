import { describe, expect, it } from '@jest/globals';
import { type ReadModels } from '../../event-sourcing/core.js';
import {
  documentsAfter,
  fill,
  logOf,
  on,
  InMemoryReadStore,
  expectRebuiltEqualsLive,
} from '../../event-sourcing/testing.js';
import { at } from '../../customers/testing/customer.fixture.js';
import { dealHistory, timeline, wholeLog } from '../testing/life.fixture.js';
import { profile } from './profile.projection.js';
import { GetTimeline, GetTimelineHandler, type TimelineCriteria } from './timeline.query.js';

const subjectsAfter = (events: number): string[] => {
  const log = logOf(on('deal-d1', dealHistory.slice(0, events)));
  return Object.values(documentsAfter(timeline, log)).map(({ subject }) => subject);
};

describe('the timeline', () => {
  it('has an entry for each event', () => {
    expect(Object.keys(documentsAfter(timeline, wholeLog))).toEqual(wholeLog.map(({ position }) => position));
  });

  it("files a deal's events under the deal until it has found its customer", () => {
    expect(subjectsAfter(2)).toEqual(['deal-d1', 'deal-d1']);
    expect(subjectsAfter(3)).toEqual(['ada', 'ada', 'ada']);
  });

  it('tells every kind of event in a readable line', () => {
    const lines = Object.values(documentsAfter(timeline, wholeLog)).map(({ line }) => line);
    expect(lines).toEqual([
      'Registered as organisation: Müller & 王小明 Engines',
      'Registered as person: Ada Lovelace',
      'Changed details: name Ada King, region Surrey',
      'Changed details: gender f',
      'Changed details: sector poetry, no birthDate, no region',
      'Added e-mail ada@engines.example',
      'Added social ada',
      'Removed phone +441632960960',
      'Known to shop as 12',
      'No longer known to erp as 7',
      'Tagged press, poet',
      'Untagged vip, poet',
      'Assigned to charles',
      'Related: works-for Engines',
      'Related: household William',
      'No longer related: household William',
      'Gave consent to newsletter by e-mail',
      'Withdrew consent to newsletter by e-mail',
      'Gave consent to survey',
      'Restricted the use of the data',
      'Lifted the restriction on the use of the data',
      'Objected to profiling',
      'Objected to every purpose',
      'Withdrew the objection to every purpose',
      'Phone, inbound, with grace: Delivery',
      'Corrected phone of 2026-03-07: channel chat',
      'Follow-up due 2026-03-12 for grace: send the drawings',
      'Completed a follow-up',
      'Feedback: CSAT 5, Splendid',
      'Opened a deal Engine No. 2, 1,200.00 EUR, in prospecting',
      'Assigned a deal to grace',
      'Attached to a deal Engine No. 2, 1,200.00 EUR, in prospecting',
      'Moved a deal from prospecting to proposal',
      'Revised amount of a deal Engine No. 2, 999.50 EUR',
      'Won a deal Engine No. 2, 1,200.00 EUR',
      'Reopened a deal Engine No. 2, 1,200.00 EUR, in proposal',
      'Lost a deal Engine No. 2, 1,200.00 EUR: price',
      'Ordered Tea for 15.00 EUR',
      'Refunded 4.00 EUR: damaged',
      'Cancelled an order, giving back 11.00 EUR',
    ]);
  });

  it.each([
    [{ content: 'About the drawings' }, 'content'],
    [{ attachments: [{ name: 'Drawing', reference: 'dms:7' }], dealId: 'd1' }, 'attachments, deal'],
    [{ subject: 'Drawings', content: 'About them' }, 'subject Drawings, content'],
  ])('says of %j what was corrected', (changes, named) => {
    const interaction = { interactionId: 'i1', customerId: 'ada', occurredAt: at(2) };
    const superseded = { happenedAt: at(1), channel: 'web', direction: 'inbound' } as const;
    const corrected = {
      type: 'InteractionCorrected' as const,
      data: { ...interaction, ...changes, superseded },
    };
    const [entry] = Object.values(documentsAfter(timeline, logOf([corrected])));
    expect(entry?.line).toBe(`Corrected web of 2026-03-01: ${named}`);
  });

  it('cuts what is long, never within a character', () => {
    const subject = '𠮷'.repeat(300);
    const log = logOf([
      {
        type: 'InteractionRecorded' as const,
        data: {
          interactionId: 'i1',
          customerId: 'ada',
          occurredAt: at(1),
          channel: 'web' as const,
          direction: 'inbound' as const,
          subject,
        },
      },
    ]);
    const [entry] = Object.values(documentsAfter(timeline, log));
    expect(entry?.line.length).toBeLessThanOrEqual(200);
    expect(entry?.line.isWellFormed()).toBe(true);
  });

  it('is the same however its events come', async () => {
    await expectRebuiltEqualsLive(timeline, wholeLog);
  });
});

describe('reading the timeline', () => {
  const read = async (criteria: TimelineCriteria, limit = 50, cursor?: string, id = 'ada') => {
    const store = new InMemoryReadStore();
    await fill(store, profile, wholeLog);
    const readModels: ReadModels = await fill(store, timeline, wholeLog);
    return new GetTimelineHandler(readModels, timeline).execute(new GetTimeline(id, criteria, limit, cursor));
  };

  it('begins with what happened last, whenever it was told', async () => {
    const { items } = await read({});
    expect(items).toHaveLength(39);
    const times = items.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual(times.toSorted().reverse());
    expect(items[0]).toEqual({
      occurredAt: at(18),
      position: wholeLog.at(-1)?.position,
      kind: 'order',
      type: 'OrderCancelled',
      actor: 'someone@a-service',
      line: 'Cancelled an order, giving back 11.00 EUR',
      stream: 'order-o1',
      channel: 'web',
    });
  });

  it('keeps to a kind and a channel', async () => {
    expect((await read({ kind: 'deal' })).items).toHaveLength(8);
    expect((await read({ channel: 'phone' })).items.map(({ type }) => type)).toEqual(['InteractionRecorded']);
    expect((await read({ kind: 'order', channel: 'chat' })).items).toEqual([]);
  });

  it('goes on page by page', async () => {
    const whole = await read({});
    const first = await read({}, 29);
    const second = await read({}, 29, first.nextCursor);
    expect([...first.items, ...second.items]).toEqual(whole.items);
    expect(second.nextCursor).toBeUndefined();
  });

  it('is of a customer', async () => {
    await expect(read({}, 50, undefined, 'nobody')).rejects.toMatchObject({ code: 'customer-not-found' });
  });
});
