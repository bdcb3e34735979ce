import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../customers/customers.module.js';
import { dealsContext } from '../deals/deals.module.js';
import { ordersContext } from '../orders/orders.module.js';
import { projectionsIn } from './projections.js';
import { type RunningService, startService } from './testing/running-service.js';
import { timeZoneNamed, utc } from '../platform/time-zone.js';

/** Orders are placed at 8:00 UTC: 21:00 of the day before in Pago Pago. Now is 18:00 UTC, 7:00 there. */
describe('reports in the time zone of the configuration', () => {
  let service: RunningService;
  let anna: string;

  beforeAll(async () => {
    service = await startService([customersContext, dealsContext, ordersContext], {
      DOSSIER_TIME_ZONE: 'pacific/pago_pago',
    });
    anna = await service.send('customers', '2024-01-01', { kind: 'person', name: 'Anna' });
    const order = {
      customerId: anna,
      currency: 'EUR',
      lines: [{ product: 'pen', amount: 100, quantity: 1 }],
    };
    await service.send('orders', '2024-04-01', order);
    await service.send('orders', '2024-06-30', order);
  });

  afterAll(async () => {
    await service.stop();
  });

  it('have its days, months and quarters, and name it', async () => {
    expect(await service.answerOf('purchases?groupBy=month')).toMatchObject({
      asOf: '2024-06-30',
      timeZone: 'Pacific/Pago_Pago',
      groups: [{ key: '2024-03' }, { key: '2024-06' }],
    });
    expect(await service.answerOf('purchases?groupBy=quarter')).toMatchObject({
      groups: [{ key: '2024Q1' }, { key: '2024Q2' }],
    });
    expect(await service.answerOf(`customers/${anna}?asOf=2024-03-31`)).toMatchObject({
      timeZone: 'Pacific/Pago_Pago',
      byCurrency: [{ frequency: { orders: 1 }, recency: { lastOrder: '2024-03-31', daysSinceLast: 0 } }],
    });
  });
});

describe('the read models of reports', () => {
  it('are others in another time zone', () => {
    const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((name) => timeZoneNamed(name) ?? utc);
    const models = [...new Set(zones)].map((zone) => projectionsIn(zone));
    // The other models have no days of their own.
    const names = models.flatMap((each) =>
      [each.purchases, each.customerSpend, each.customerAttributes, each.dealFacts].map(({ name }) => name),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('purchases');
    expect(names).toContain('purchases-in-europe-berlin');
  });
});
