import { describe, expect, it } from '@jest/globals';
import {
  type ConsentGiven,
  type CustomerDetailsChanged,
  type CustomerTagged,
  type ObjectionRaised,
  type ProcessingRestricted,
} from '../../customers/customers.events.js';
import { documentsAfter, type Given, logOf, expectRebuiltEqualsLive } from '../../event-sourcing/testing.js';
import { registered } from '../testing/events.fixture.js';
import { customerAttributesIn } from './customer-attributes.projection.js';
import { utc } from '../../platform/time-zone.js';

const customerAttributes = customerAttributesIn(utc);

const changed = (
  day: string,
  details: { name?: string; region?: string; sector?: string; cleared?: readonly ['region'] },
): Given<CustomerDetailsChanged> => ({
  type: 'CustomerDetailsChanged',
  data: { customerId: 'anna', occurredAt: `${day}T12:00:00.000Z`, ...details },
});

const log = logOf([
  registered('anna', '2024-01-01', 'Anna'),
  changed('2024-03-01', { region: 'North' }),
  changed('2024-03-02', { sector: 'retail' }),
  changed('2024-02-01', { region: 'South', name: 'Anna' }),
  changed('2024-04-01', { cleared: ['region'] }),
  {
    type: 'CustomerTagged',
    data: { customerId: 'anna', occurredAt: '2024-04-02T12:00:00.000Z', tags: ['vip'] },
  } satisfies CustomerTagged,
  {
    type: 'ConsentGiven',
    data: {
      customerId: 'anna',
      occurredAt: '2024-04-03T12:00:00.000Z',
      purpose: 'news',
      channel: 'e-mail',
      expiresAt: '2025-04-03T00:00:00.000Z',
    },
  } satisfies ConsentGiven,
  {
    type: 'ObjectionRaised',
    data: { customerId: 'anna', occurredAt: '2024-04-04T12:00:00.000Z', purpose: 'ads' },
  } satisfies ObjectionRaised,
  {
    type: 'ProcessingRestricted',
    data: { customerId: 'anna', occurredAt: '2024-04-05T12:00:00.000Z' },
  } satisfies ProcessingRestricted,
]);

describe('customer-attributes', () => {
  it('keeps every attribute with the day it held from, in the order of the log', () => {
    const at = (position: number) => `${position}`.padStart(16, '0');
    expect(documentsAfter(customerAttributes, log)).toEqual({
      anna: {
        position: at(9),
        kind: 'organisation',
        sector: [{ day: '2024-03-02', position: at(3), value: 'retail' }],
        source: [],
        owner: [],
        tags: {
          vip: [{ day: '2024-04-02', position: at(6), value: true }],
        },
        name: [{ day: '2024-01-01', position: at(1), value: 'Anna' }],
        region: [
          { day: '2024-03-01', position: at(2), value: 'North' },
          { day: '2024-02-01', position: at(4), value: 'South' },
          { day: '2024-04-01', position: at(5), value: null },
        ],
        consents: {
          'news/e-mail': [
            { day: '2024-04-03', position: at(7), value: { given: true, until: '2025-04-03' } },
          ],
        },
        objections: { ads: [{ day: '2024-04-04', position: at(8), value: true }] },
        restricted: [{ day: '2024-04-05', position: at(9), value: true }],
      },
    });
  });

  it('is the same rebuilt as live', async () => {
    await expectRebuiltEqualsLive(customerAttributes, log);
  });
});
