import { describe, expect, it } from '@jest/globals';
import {
  documentsAfter,
  expectRebuiltEqualsLive,
  fill,
  InMemoryReadStore,
} from '../../event-sourcing/testing.js';
import { at, customerLog } from '../testing/customer.fixture.js';
import { consents } from './consents.projection.js';
import { DecideConsent, DecideConsentHandler, FindConsents, FindConsentsHandler } from './consents.query.js';
import { directory } from './directory.projection.js';

const filled = async () => {
  const store = new InMemoryReadStore();
  await fill(store, directory, customerLog);
  return fill(store, consents, customerLog);
};

const decided = async (purpose: string, day: number, channel?: 'e-mail') => {
  const handler = new DecideConsentHandler(await filled(), () => new Date(at(30)));
  return handler.execute(new DecideConsent('ada', purpose, channel, at(day)));
};

describe('consents', () => {
  it('keep everything that was said, with wording and evidence', () => {
    const documents = Object.values(documentsAfter(consents, customerLog));
    expect(documents.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['ConsentGiven', at(5)],
      ['ConsentWithdrawn', at(6)],
      ['ConsentGiven', at(7)],
      ['ProcessingRestricted', at(8)],
      ['ProcessingRestrictionLifted', at(9)],
      ['ObjectionRaised', at(10)],
      ['ObjectionRaised', at(11)],
      ['ObjectionWithdrawn', at(12)],
    ]);
    expect(documents[2]).toMatchObject({
      purpose: 'survey',
      wording: 'survey-2026',
      expiresAt: at(20),
      evidence: { how: 'web form', where: 'engines.example', recordedBy: 'web-shop' },
    });
  });

  it('are the same built anew', async () => {
    await expectRebuiltEqualsLive(consents, customerLog);
  });

  it('are listed, the latest first, a page at a time', async () => {
    const handler = new FindConsentsHandler(await filled());
    const first = await handler.execute(new FindConsents('ada', 2));
    expect(first.items.map(({ type }) => type)).toEqual(['ObjectionWithdrawn', 'ObjectionRaised']);
    const second = await handler.execute(new FindConsents('ada', 2, first.nextCursor));
    expect(second.items.map(({ occurredAt }) => occurredAt)).toEqual([at(10), at(9)]);
  });

  it.each([
    ['newsletter', 5, 'e-mail', 'given'],
    ['newsletter', 5, undefined, 'never-given'],
    ['newsletter', 6, 'e-mail', 'withdrawn'],
    ['survey', 6, undefined, 'never-given'],
    ['survey', 7, 'e-mail', 'given'],
    ['survey', 8, undefined, 'restricted'],
    ['survey', 9, undefined, 'given'],
    ['profiling', 10, undefined, 'objected'],
    ['survey', 11, undefined, 'objected'],
    ['survey', 12, undefined, 'given'],
    ['survey', 20, undefined, 'expired'],
  ] as const)('decide for %s on day %i, channel %s: %s', async (purpose, day, channel, verdict) => {
    expect(await decided(purpose, day, channel)).toMatchObject({ verdict, allowed: verdict === 'given' });
  });

  it('name the event that decides', async () => {
    const { because } = await decided('survey', 7, 'e-mail');
    expect(because).toMatchObject({ type: 'ConsentGiven', wording: 'survey-2026', revision: 17 });
    expect(await decided('newsletter', 1)).not.toHaveProperty('because');
  });

  it('are refused for a customer that nobody knows', async () => {
    const handler = new DecideConsentHandler(await filled(), () => new Date(at(30)));
    await expect(handler.execute(new DecideConsent('nobody', 'survey'))).rejects.toMatchObject({
      code: 'customer-not-found',
    });
  });
});
