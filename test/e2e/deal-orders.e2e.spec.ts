import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { dossier } from '../cli/run-cli.js';
import { type ServiceProcess, StandbyProcess } from '../support/service.process.js';
import { StoredState } from '../support/stored-state.js';

const LONG_TEST = 180_000;

describe('winning a deal', () => {
  let folder: string;
  let state: StoredState;
  let service: ServiceProcess;
  let customerId: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    service = await new StandbyProcess('standalone').serve(folder);
    state = await StoredState.open(folder);
    ({ id: customerId } = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' }));
  }, LONG_TEST);

  afterAll(async () => {
    await service.kill();
    await state.close();
  });

  const openDeal = async (terms: { occurredAt?: string } = {}): Promise<string> => {
    const lines = [
      { product: 'Kettle', quantity: 2, amount: 3_000 },
      { product: 'Lid', quantity: 1, amount: 500 },
    ];
    return (await service.accepted('/v1/deals', { customerId, currency: 'EUR', lines, ...terms })).id;
  };

  /** The events of every order that the deal led to, in order. */
  const ordersOf = async (dealId: string) => {
    await state.caughtUp();
    const log = await state.log();
    return log.filter(({ stream, data }) => stream.startsWith('order-') && data.dealId === dealId);
  };

  it(
    'books one order, also when the process is killed right after the win',
    async () => {
      const deal = await openDeal();
      const next = new StandbyProcess('standalone');
      const win = { 'idempotency-key': 'win' };
      await service.accepted(`/v1/deals/${deal}/win`, {}, win);
      await service.kill();
      service = await next.serve(folder);
      expect(await service.accepted(`/v1/deals/${deal}/win`, {}, win)).toMatchObject({ outcome: 'repeated' });
      expect(await ordersOf(deal)).toMatchObject([{ type: 'OrderPlaced', data: { totalMinor: 3_500 } }]);
      const orders = await service.get(`/v1/orders?customerId=${customerId}`);
      expect(orders.json()).toMatchObject({ items: [{ dealId: deal }] });
    },
    LONG_TEST,
  );

  it(
    'books an order that reopening the deal cancels, and each further win one of its own',
    async () => {
      const deal = await openDeal();
      await service.accepted(`/v1/deals/${deal}/win`, {});
      await service.accepted(`/v1/deals/${deal}/reopening`, {});
      expect((await ordersOf(deal)).map(({ type }) => type)).toEqual(['OrderPlaced', 'OrderCancelled']);
      await service.accepted(`/v1/deals/${deal}/win`, { amount: 3_000 });
      const [first, , second] = await ordersOf(deal);
      expect(second).toMatchObject({ type: 'OrderPlaced', data: { totalMinor: 3_000 } });
      expect(second?.stream).not.toBe(first?.stream);
    },
    LONG_TEST,
  );

  it(
    'books no second order beside one refunded later than the reopening is said to have occurred',
    async () => {
      const february = (day: number) => ({ occurredAt: `2026-02-${day}T09:00:00.000Z` });
      const deal = await openDeal({ occurredAt: '2026-02-01T09:00:00.000Z' });
      await service.accepted(`/v1/deals/${deal}/win`, february(10));
      const [placed] = await ordersOf(deal);
      const refund = { amount: 500, ...february(20) };
      await service.accepted(`/v1/orders/${placed?.stream.slice('order-'.length)}/refunds`, refund);
      await service.accepted(`/v1/deals/${deal}/reopening`, february(15));
      await service.accepted(`/v1/deals/${deal}/win`, february(25));
      expect(await ordersOf(deal)).toMatchObject([
        { type: 'OrderPlaced', data: { totalMinor: 3_500 } },
        { type: 'OrderRefunded', data: { refundMinor: 500 } },
        { type: 'OrderCancelled', data: { refundMinor: 3_000, remainingMinor: 0, ...february(20) } },
        { type: 'OrderPlaced', data: { totalMinor: 3_500 } },
      ]);
    },
    LONG_TEST,
  );

  it(
    'leaves an order that was cancelled by hand as it is, and lists what was refused',
    async () => {
      const deal = await openDeal();
      await service.accepted(`/v1/deals/${deal}/win`, {});
      const [placed] = await ordersOf(deal);
      const order = placed?.stream.slice('order-'.length);
      await service.accepted(`/v1/orders/${order}/cancellation`, {});
      const { revision } = await service.accepted(`/v1/deals/${deal}/reopening`, {});
      expect((await ordersOf(deal)).map(({ type }) => type)).toEqual(['OrderPlaced', 'OrderCancelled']);
      const listed = await dossier('reactions', '--data', folder, '--json');
      expect(JSON.parse(listed.stdout)).toMatchObject([
        {
          reaction: 'deal-orders',
          event: { type: 'DealReopened', stream: `deal-${deal}`, revision },
          command: { type: 'UnbookOrder', id: order },
          code: 'order-cancelled',
        },
      ]);
      expect((await dossier('reactions', '--data', folder)).stdout).toContain('order-cancelled');
    },
    LONG_TEST,
  );

  it(
    'books none when told not to',
    async () => {
      const deal = await openDeal();
      await service.accepted(`/v1/deals/${deal}/win`, { bookOrder: false });
      await service.accepted(`/v1/deals/${deal}/reopening`, {});
      expect(await ordersOf(deal)).toEqual([]);
    },
    LONG_TEST,
  );
});
