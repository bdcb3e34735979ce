import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ReadModels } from '../../event-sourcing/core.js';
import { ordersContext } from '../../orders/orders.module.js';
import { PurchaseTable } from '../base/purchase-table.js';
import { purchaseDimensions } from '../purchases/purchase-dimensions.js';
import { Reporting } from '../reporting.js';
import { type RunningService, startService, TODAY } from '../testing/running-service.js';
import { ReadyReports } from './ready-reports.js';
import { ReportDesk } from './report-desk.js';
import { type ToMakeReady } from './report-messages.js';
import { ReportThread } from './report-thread.js';

let service: RunningService;
let asked: ToMakeReady[];

beforeEach(async () => {
  asked = [];
  const thread = { makeReady: (ready: ToMakeReady) => asked.push(ready) };
  service = await startService([customersContext, dealsContext, ordersContext], {}, [
    { provide: ReportThread, useValue: thread },
  ]);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await service.stop();
});

/** As many customers, each with an order, projected. */
const customersWhoBought = async (count: number): Promise<void> => {
  for (let at = 0; at < count; at += 1) {
    const customerId = await service.send('customers', '2024-01-01', { kind: 'person', name: 'Anna' });
    const lines = [{ product: 'pen', quantity: 1, amount: 100 }];
    await service.send('orders', '2024-02-01', { customerId, currency: 'EUR', lines });
    await service.answerOf(`customers/${customerId}`);
  }
};

describe('reports that are made ready', () => {
  it('are purchases by each dimension, as soon as there are some', async () => {
    await service.part(ReadyReports).makeReady();
    expect(asked).toEqual([]);
    await customersWhoBought(1);
    await service.part(ReadyReports).makeReady();
    expect(asked.map(({ asOf }) => asOf)).toEqual([TODAY]);
    expect(asked[0]?.questions.map(({ groupBy }) => groupBy)).toEqual(purchaseDimensions);
  });

  it('are answered without looking at every customer, on the next day, too', async () => {
    await customersWhoBought(3);
    await service.part(ReadyReports).makeReady();
    const desk = new ReportDesk(service.part(ReadModels), service.part(Reporting).projections);
    const [ready] = asked;
    if (!ready) throw new Error('nothing was asked for');
    await desk.makeReady(ready);
    const looked = jest.spyOn(PurchaseTable.prototype, 'customers');
    let number = 0;
    for (const asOf of [TODAY, '2024-07-01'])
      for (const ask of ready.questions) {
        // On the next day everybody is scored anew.
        if (ask.groupBy === 'segment' && asOf !== TODAY) continue;
        const answer = await desk.answer({ number: (number += 1), name: 'purchases', ask, asOf });
        expect(answer).toMatchObject({ report: { totals: [{ customers: 3, orders: 3 }] } });
      }
    expect(looked).toHaveBeenCalledTimes(0);
    await desk.stop();
  });
});
