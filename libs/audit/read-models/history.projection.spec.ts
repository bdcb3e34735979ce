import { describe, expect, it } from '@jest/globals';
import { documentsAfter, logOf, expectRebuiltEqualsLive } from '../../event-sourcing/testing.js';
import { type DealAttached, type DealOpened } from '../../deals/deals.events.js';
import { historyOf } from './history.projection.js';

const history = historyOf(['DealOpened', 'DealAttached'], ['DealAttached']);

const at = '2026-01-05T10:00:00.000Z';
const terms = {
  lines: [],
  amountMinor: 0,
  currency: 'EUR',
  stage: 'prospecting',
  probability: 0.1,
  openedAt: at,
};
const opened = (dealId: string): DealOpened => ({
  type: 'DealOpened',
  data: { dealId, occurredAt: at, ...terms },
});
const attached = (dealId: string, customerId: string): DealAttached => ({
  type: 'DealAttached',
  data: { dealId, customerId, occurredAt: at, status: 'open', ...terms },
});

describe('the history index', () => {
  it('files every event under its position, without a customer while nobody knows one', () => {
    const log = logOf([{ ...opened('1'), stream: 'deal-1' }]);
    expect(documentsAfter(history, log)).toEqual({
      '0000000000000001': { subject: 'deal-1', stream: 'deal-1', revision: 0 },
    });
  });

  it('files a deal’s earlier events when it is attached, and no other deal’s', () => {
    const log = logOf([
      { ...opened('1'), stream: 'deal-1' },
      { ...opened('2'), stream: 'deal-2' },
      { ...attached('1', 'ada'), stream: 'deal-1' },
    ]);
    expect(documentsAfter(history, log)).toEqual({
      '0000000000000001': { subject: 'ada', stream: 'deal-1', revision: 0 },
      '0000000000000002': { subject: 'deal-2', stream: 'deal-2', revision: 0 },
      '0000000000000003': { subject: 'ada', stream: 'deal-1', revision: 1 },
    });
  });

  it('is the same rebuilt and live, however the events come', async () => {
    await expectRebuiltEqualsLive(
      history,
      logOf([
        { ...opened('1'), stream: 'deal-1' },
        { ...opened('2'), stream: 'deal-2' },
        { ...attached('1', 'ada'), stream: 'deal-1' },
        { ...attached('2', 'ada'), stream: 'deal-2' },
        { ...opened('3'), stream: 'deal-3' },
      ]),
    );
  });
});
