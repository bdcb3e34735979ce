import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ordersContext } from '../../orders/orders.module.js';
import { periodNumber, periodOf } from '../days.js';
import { type RunningService, startService } from '../testing/running-service.js';

jest.setTimeout(60_000);

let service: RunningService;

beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  const customer = (name: string) => service.send('customers', '2024-01-01', { kind: 'person', name });
  const order = (customerId: string, day: string, amount: number) =>
    service.send('orders', day, {
      customerId,
      currency: 'EUR',
      lines: [{ product: 'pen', amount, quantity: 1 }],
    });
  const [anna, bo, cy] = [await customer('Anna'), await customer('Bo'), await customer('Cy')];
  await order(anna, '2024-01-10', 1_000);
  await order(anna, '2024-01-31', 500);
  const late = await order(anna, '2024-03-05', 300);
  await order(bo, '2024-01-31', 200);
  await order(cy, '2024-03-31', 70);
  await service.send(`orders/${late}/refunds`, '2024-04-01', { amount: 100 });
});

afterAll(async () => {
  await service.stop();
});

const cell = (
  offset: number,
  active: number,
  retention: number,
  orders: number,
  net: number,
  each: number,
) => ({
  offset,
  active,
  retention,
  orders,
  net,
  cumulativePerCustomer: each,
});

describe('cohorts', () => {
  it('keep, order and spend as a triangle, net of refunds', async () => {
    expect(await service.answerOf('cohorts?asOf=2024-04-30')).toEqual({
      period: 'month',
      from: null,
      to: null,
      asOf: '2024-04-30',
      timeZone: 'UTC',
      logPosition: service.position(),
      cohorts: [
        {
          key: '2024-01',
          currency: 'EUR',
          customers: 2,
          cells: [
            cell(0, 2, 1, 3, 1_700, 850),
            cell(1, 0, 0, 0, 0, 850),
            cell(2, 1, 0.5, 1, 300, 1_000),
            cell(3, 0, 0, 0, -100, 950),
          ],
        },
        {
          key: '2024-03',
          currency: 'EUR',
          customers: 1,
          cells: [cell(0, 1, 1, 1, 70, 70), cell(1, 0, 0, 0, 0, 70)],
        },
      ],
    });
  });

  it.each([
    ['day', ['2024-01-10', '2024-01-31', '2024-03-31']],
    ['week', ['2024-W02', '2024-W05', '2024-W13']],
    ['quarter', ['2024Q1']],
  ])('are those of the %s of the first purchase', async (period, keys) => {
    const found = (await service.answerOf(`cohorts?period=${period}&periods=3`)) as {
      cohorts: readonly { key: string; cells: readonly object[] }[];
    };
    expect(found.cohorts.map(({ key }) => key)).toEqual(keys);
    expect(found.cohorts.every(({ cells }) => cells.length <= 3)).toBe(true);
  });

  it('are those of a range of first purchases, as of any day', async () => {
    expect(await service.answerOf('cohorts?from=2024-02-01&asOf=2024-04-30')).toMatchObject({
      cohorts: [{ key: '2024-03' }],
    });
    expect(await service.answerOf('cohorts?asOf=2024-01-30')).toMatchObject({
      cohorts: [{ key: '2024-01', customers: 1, cells: [{ net: 1_000 }] }],
    });
    expect((await service.get('cohorts?from=2024-02-01&to=2024-01-01')).statusCode).toBe(422);
  });

  it('are given as CSV, a row a cell, and as a heat map', async () => {
    const csv = await service.get('cohorts?asOf=2024-04-30', 'text/csv');
    expect(csv.body.split('\r\n').slice(0, 2)).toEqual([
      'key,customers,offset,active,retention,orders,net,cumulativePerCustomer,currency',
      '2024-01,2,0,2,1,3,1700,850,EUR',
    ]);
    for (const measure of ['retention', 'orders', 'cumulativePerCustomer']) {
      const drawn = await service.get(
        `cohorts/heat-map.svg?asOf=2024-04-30&measure=${measure}`,
        'image/svg+xml',
      );
      expect(drawn.headers['content-type']).toContain('image/svg+xml');
      expect(drawn.body.match(/fill-opacity/g)).toHaveLength(6);
    }
  });

  it('answer as documented', async () => {
    expect(await service.misfits('cohorts', 'cohorts?period=week')).toEqual([]);
  });
});

describe('periods', () => {
  it.each([
    ['2020-12-31', '2020-W53'],
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2024-12-30', '2025-W01'],
    ['2024-03-31', '2024-W13'],
  ])('%s is in the week %s', (day, week) => {
    expect(periodOf(day, 'week')).toBe(week);
  });

  it('are numbered without gaps', () => {
    expect(periodNumber('2021-01-04', 'week') - periodNumber('2021-01-03', 'week')).toBe(1);
    expect(periodNumber('2021-01-01', 'month') - periodNumber('2020-12-31', 'month')).toBe(1);
    expect(periodNumber('2021-01-01', 'quarter') - periodNumber('2020-12-31', 'quarter')).toBe(1);
  });
});
