import { describe, expect, it } from '@jest/globals';
import { documentsAfter, logOf, on, expectRebuiltEqualsLive } from '../../event-sourcing/testing.js';
import { dealAsOf } from './deal-as-of.js';
import { lifeOf } from '../testing/deals.fixture.js';
import { dealFactsIn } from './deal-facts.projection.js';
import { utc } from '../../platform/time-zone.js';

const dealFacts = dealFactsIn(utc);

const deal = lifeOf({
  dealId: 'd1',
  owner: 'Ada',
  opened: '2024-01-10',
  amount: 900,
  lines: [{ product: 'GTX Pro', amountMinor: 900 }],
});
const log = logOf([
  ...on('deal-d1', [
    deal.opened(),
    deal.moved('2024-01-20', 'engaging', 0.25),
    deal.attached('2024-01-25', 'anna'),
    deal.assigned('2024-02-01', 'Bob'),
    deal.won('2024-02-10', 'anna', 1000),
    deal.reopened('2024-03-01', 'proposal', 0.5),
    deal.lost('2024-03-05'),
    // Backdated to before the deal was moved.
    deal.assigned('2024-01-15', 'Cy'),
  ]),
  ...on('deal-d2', [lifeOf({ dealId: 'd2', opened: '2024-01-11', estimated: true, amount: 0 }).opened()]),
]);
const last = '9'.repeat(16);

const asOf = (day: string, position = last) => {
  const facts = documentsAfter(dealFacts, log).d1;
  return facts && dealAsOf(facts, { asOf: day, position });
};

describe('deal-facts', () => {
  it('supersedes what is known of a deal, and overwrites nothing', () => {
    const { d1, d2 } = documentsAfter(dealFacts, log);
    expect(d1?.state.map(({ day, value }) => [day, value.status, value.stage, value.probability])).toEqual([
      ['2024-01-10', 'open', 'prospecting', 0.1],
      ['2024-01-20', 'open', 'engaging', 0.25],
      ['2024-02-10', 'won', 'engaging', 0.25],
      ['2024-03-01', 'open', 'proposal', 0.5],
      ['2024-03-05', 'lost', 'engaging', 0.25],
    ]);
    expect(d1?.owner.map(({ day, value }) => [day, value])).toEqual([
      ['2024-01-10', 'Ada'],
      ['2024-02-01', 'Bob'],
      ['2024-01-15', 'Cy'],
    ]);
    expect(d1?.account.map(({ day, value }) => [day, value])).toEqual([['2024-01-25', 'anna']]);
    expect(d2).toMatchObject({ opened: '2024-01-11', openedEstimated: true, currency: 'USD' });
  });

  it('tells the deal as of any day', () => {
    expect(asOf('2024-01-09')).toBeUndefined();
    expect(asOf('2024-01-10')).toMatchObject({ status: 'open', owner: 'Ada', account: null, amount: 900 });
    expect(asOf('2024-01-20')).toMatchObject({ stage: 'engaging', owner: 'Cy', closed: null });
    expect(asOf('2024-02-10')).toMatchObject({
      status: 'won',
      account: 'anna',
      amount: 1000,
      closed: '2024-02-10',
      daysToClose: 31,
    });
    expect(asOf('2024-03-02')).toMatchObject({ status: 'open', stage: 'proposal', daysToClose: null });
    expect(asOf('2024-03-05')).toMatchObject({ status: 'lost', closed: '2024-03-05', daysToClose: 55 });
  });

  it('tells it as it was known at a position, whatever has been recorded since', () => {
    const fourth = '4'.padStart(16, '0');
    expect(asOf('2024-03-05', fourth)).toMatchObject({ status: 'open', owner: 'Bob', amount: 900 });
    expect(asOf('2024-03-05', '')).toBeUndefined();
  });

  it('is the same rebuilt as live', async () => {
    await expectRebuiltEqualsLive(dealFacts, log);
  });
});
