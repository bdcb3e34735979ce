import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../event-sourcing/testing.js';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ordersContext } from '../../orders/orders.module.js';
import { reportsBusy } from '../analytics.errors.js';
import { type RunningService, startService } from '../testing/running-service.js';
import { ReportThread } from './report-thread.js';
import { type ReportCaller } from './caller.decorator.js';

/** In place of the thread: `asked` is called with every question and its caller. */
const withThread = (asked: (name: string, caller: ReportCaller) => Promise<never>) =>
  startService([customersContext, dealsContext, ordersContext], {}, [
    {
      provide: ReportThread,
      useValue: {
        ask: (name: string, _ask: unknown, _moment: unknown, caller: ReportCaller) => asked(name, caller),
      },
    },
  ]);

const reports = [
  'purchases?groupBy=month',
  'distributions',
  'baskets',
  'rfm',
  'segments',
  'segments/moves?from=2024-01-01',
  'lifecycle',
  'lifecycle/customers',
  'cohorts',
  'cohorts/heat-map.svg',
  'sales?groupBy=owner',
  'pipeline',
];

let service: RunningService;

afterEach(() => service.stop());

describe('reports over HTTP', () => {
  it('are refused with 503 and a time to come back where too many wait', async () => {
    service = await withThread(() => Promise.reject(reportsBusy()));
    await service.send('customers', '2024-01-01', { kind: 'person', name: 'Anna' });
    for (const path of reports) {
      const { statusCode, headers, body } = await service.get(path, '*/*');
      expect([path, statusCode, headers['retry-after']]).toEqual([path, 503, '1']);
      expect(JSON.parse(body)).toMatchObject({ code: 'reports-busy' });
    }
  });

  it('are cancelled when their caller hangs up', async () => {
    const cancelled: string[] = [];
    let asked: () => void = () => undefined;
    service = await withThread((name, caller) => {
      asked();
      return new Promise((_, reject) => {
        caller.gone.addEventListener('abort', () => {
          cancelled.push(name);
          reject(caller.gone.reason as Error);
        });
      });
    });
    const address = await service.listen();
    for (const path of reports) {
      const before = cancelled.length;
      const arrived = new Promise<void>((resolve) => (asked = resolve));
      const hangUp = new AbortController();
      const answer = fetch(`${address}/v1/analytics/${path}`, { signal: hangUp.signal });
      await arrived;
      hangUp.abort();
      await expect(answer).rejects.toThrow();
      await eventually(`${path} is cancelled`, () => cancelled.length > before);
    }
    expect(cancelled).toHaveLength(reports.length);
  });
});
