import { beforeEach, describe, expect, it } from '@jest/globals';
import { collectionOf, type PositionedDocument, ReadModels } from '../../event-sourcing/core.js';
import { documentsAfter, logOf, on, InMemoryReadStore } from '../../event-sourcing/testing.js';
import { type DealEvent, type DealOpened } from '../deals.events.js';
import { deals } from './deals.projection.js';
import { type DealCriteria, FindDeals, FindDealsHandler, GetDeal, GetDealHandler } from './deals.query.js';

const opened = (
  dealId: string,
  day: number,
  { stage = 'prospecting', owner = 'anna', product = 'Pen', customerId = 'acme' } = {},
): DealOpened => ({
  type: 'DealOpened',
  data: {
    dealId,
    customerId,
    occurredAt: `2026-03-0${day}T09:00:00.000Z`,
    openedAt: `2026-03-0${day}T09:00:00.000Z`,
    lines: [{ product, quantity: 1, amountMinor: 100 }],
    amountMinor: 100,
    currency: 'EUR',
    stage,
    probability: 0.1,
    owner,
  },
});

const lost = ({ data }: DealOpened): DealEvent => ({
  type: 'DealLost',
  data: { ...data, occurredAt: '2026-03-09T09:00:00.000Z', reason: 'price' },
});

const second = opened('2', 2, { stage: 'proposal', owner: 'bo' });
const log = logOf<DealEvent>([
  ...on('deal-1', [opened('1', 1)]),
  ...on('deal-2', [second, lost(second)]),
  ...on('deal-3', [opened('3', 3, { stage: 'proposal', product: 'Book' })]),
  ...on('deal-4', [opened('4', 3, { customerId: 'betasoloin' })]),
]);

describe('deals', () => {
  let readModels: ReadModels;

  beforeEach(async () => {
    const store = new InMemoryReadStore();
    const collection = store.collection<PositionedDocument>(collectionOf(deals));
    const documents = Object.entries(documentsAfter(deals, log));
    await collection.writeIfNewer(documents.map(([_id, deal]) => ({ ...deal, _id, _position: '1' })));
    readModels = new ReadModels(store);
  });

  const found = async (criteria: DealCriteria, limit = 10, cursor?: string) => {
    const { items, nextCursor } = await new FindDealsHandler(readModels).execute(
      new FindDeals(criteria, limit, cursor),
    );
    return { ids: items.map(({ dealId }) => dealId), nextCursor };
  };

  it('are found by status, stage, owner, customer and product, newest first', async () => {
    expect((await found({})).ids).toEqual(['4', '3', '2', '1']);
    expect((await found({ status: 'lost' })).ids).toEqual(['2']);
    expect((await found({ owner: 'bo' })).ids).toEqual(['2']);
    expect((await found({ customerId: 'acme' })).ids).toEqual(['3', '2', '1']);
    expect((await found({ product: 'Pen', owner: 'anna' })).ids).toEqual(['4', '1']);
  });

  it('stand in a stage while they are open', async () => {
    expect((await found({ stage: 'proposal' })).ids).toEqual(['3']);
    expect((await found({ stage: 'proposal', status: 'lost' })).ids).toEqual(['2']);
  });

  it('come in pages, each once, though several were opened at one time', async () => {
    const first = await found({}, 1);
    const rest = await found({}, 10, first.nextCursor);
    expect([...first.ids, ...rest.ids]).toEqual(['4', '3', '2', '1']);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('are shown one by one, without what only looking up needs', async () => {
    const deal = await new GetDealHandler(readModels).execute(new GetDeal('2'));
    expect(deal).toMatchObject({ dealId: '2', status: 'lost', reason: 'price' });
    expect(deal).not.toHaveProperty('products');
    await expect(new GetDealHandler(readModels).execute(new GetDeal('5'))).rejects.toMatchObject({
      code: 'deal-not-found',
    });
  });
});
