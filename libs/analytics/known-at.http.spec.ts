import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../customers/customers.module.js';
import { dealsContext } from '../deals/deals.module.js';
import { ordersContext } from '../orders/orders.module.js';
import { type RunningService, startService, TODAY } from './testing/running-service.js';

let service: RunningService;
let anna: string;
let then: string;
const before = new Map<string, unknown>();

const order = (day: string, amount: number) =>
  service.send('orders', day, {
    customerId: anna,
    currency: 'EUR',
    lines: [{ product: 'pen', amount, quantity: 1 }],
  });

const paths = () => [
  `customers/${anna}`,
  'customers?limit=5',
  'customers?limit=5&asOf=2024-03-01',
  'cohorts?asOf=2024-04-30',
  'purchases?groupBy=month',
  'sales?groupBy=owner',
  'sales?groupBy=customer',
  'pipeline',
];

beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  anna = await service.send('customers', '2024-01-01', { kind: 'person', name: 'Anna' });
  const bo = await service.send('customers', '2024-01-01', { kind: 'person', name: 'Bo' });
  await order('2024-01-10', 1_000);
  const deal = { currency: 'EUR', customerId: anna, owner: 'Ada', amount: 500 };
  const won = await service.send('deals', '2024-02-01', deal);
  await service.send('deals', '2024-02-02', { ...deal, customerId: bo });
  then = service.position();
  for (const path of paths()) before.set(path, await service.answerOf(path));
  // Recorded later, and yet of days before.
  await order('2024-01-20', 7);
  await service.send(`deals/${won}/win`, '2024-02-20', { bookOrder: false });
  await service.send('deals', '2024-02-03', deal);
}, 60_000);

afterAll(() => service.stop());

const askedAt = (path: string, knownAt: string) =>
  service.answerOf(`${path}${path.includes('?') ? '&' : '?'}knownAt=${encodeURIComponent(knownAt)}`);

describe('what was known at a position', () => {
  it('is what was answered then, for every report', async () => {
    for (const path of paths()) {
      expect([path, await askedAt(path, then)]).toEqual([path, before.get(path)]);
      expect([path, await service.answerOf(path)]).not.toEqual([path, before.get(path)]);
    }
  });
});

describe('what was known at a time', () => {
  it('is what was recorded before its minute', async () => {
    for (const path of paths()) {
      expect(await askedAt(path, `${TODAY}T18:01Z`)).toEqual(await service.answerOf(path));
    }
    expect(await askedAt('customers', `${TODAY}T18:00Z`)).toMatchObject({ logPosition: null, items: [] });
    expect(await askedAt('cohorts', `${TODAY}T18:00Z`)).toMatchObject({ logPosition: null, cohorts: [] });
    expect(await askedAt('pipeline', `${TODAY}T18:00Z`)).toMatchObject({ totals: [{ deals: 0 }] });
    expect(await askedAt('sales?groupBy=owner', `${TODAY}T18:00Z`)).toMatchObject({ groups: [] });
    const unknown = await service.get(`customers/${anna}?knownAt=${TODAY}T18:00Z`);
    expect(unknown.json()).toMatchObject({ status: 404, code: 'customer-not-found' });
  });

  it('is a position or a time', async () => {
    for (const path of ['customers', 'cohorts', 'pipeline', 'sales?groupBy=owner']) {
      const { statusCode } = await service.get(`${path}${path.includes('?') ? '&' : '?'}knownAt=yesterday`);
      expect([path, statusCode]).toEqual([path, 400]);
    }
  });
});
