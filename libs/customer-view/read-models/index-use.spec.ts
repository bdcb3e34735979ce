import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectionOf } from '../../event-sourcing/core.js';
import { EmbeddedReadStore } from '../../event-sourcing/read-store/embedded/embedded.read-store.js';
import { fill, logOf, on, temporaryFolder } from '../../event-sourcing/testing.js';
import { dealHistory, timeline, wholeLog } from '../testing/life.fixture.js';
import { lastInteractions } from './last-interactions.projection.js';
import { openDeals } from './open-deals.projection.js';
import { profile } from './profile.projection.js';

describe('the indexes of what a profile is made of, and of the timeline', () => {
  let folder: string;
  let store: EmbeddedReadStore;

  beforeAll(async () => {
    folder = temporaryFolder();
    store = await EmbeddedReadStore.open(folder);
    await fill(store, profile, wholeLog);
    await fill(store, lastInteractions, wholeLog);
    await fill(store, openDeals, logOf(on('deal-d1', dealHistory)));
    await fill(store, timeline, wholeLog);
  });

  afterAll(async () => {
    await store.close();
  });

  it('find who relates to a customer, and no others', async () => {
    const profiles = store.collection(collectionOf(profile));
    expect(
      await profiles.explain({ 'relations.relatedId': 'engines' }, { sort: { _id: 1 }, limit: 20 }),
    ).toMatchObject({
      examined: 1,
      returned: 1,
    });
  });

  it("walk a customer's open deals from the one opened last", async () => {
    const deals = store.collection(collectionOf(openDeals));
    const last = { sort: { openedAt: -1, _id: -1 }, limit: 50 } as const;
    expect(await deals.explain({ customerId: 'ada' }, last)).toMatchObject({
      ordered: true,
      examined: 1,
      returned: 1,
    });
    expect(await deals.explain({ customerId: 'engines' }, last)).toMatchObject({ examined: 0 });
  });

  it("walk a customer's interactions from the last", async () => {
    const interactions = store.collection(collectionOf(lastInteractions));
    const last = { sort: { at: -1, _id: -1 }, limit: 10 } as const;
    expect(await interactions.explain({ customerId: 'ada' }, last)).toMatchObject({
      ordered: true,
      examined: 1,
      returned: 1,
    });
    expect(await interactions.explain({ customerId: 'engines' }, last)).toMatchObject({ examined: 0 });
  });

  it("walk a customer's entries from the last, as far as the page goes", async () => {
    const entries = store.collection(collectionOf(timeline));
    expect(await entries.explain({ subject: 'ada' }, { sort: { at: -1, _id: -1 }, limit: 5 })).toMatchObject({
      ordered: true,
      examined: 5,
      returned: 5,
    });
  });

  it("find a deal's entries before it had a customer, and no others", async () => {
    const entries = store.collection(collectionOf(timeline));
    expect(await entries.explain({ subject: 'deal-d1' })).toMatchObject({ narrowed: true, examined: 0 });
  });
});
