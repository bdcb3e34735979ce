import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InProcessService } from '../support/in-process.service.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 60_000;

const at = (day: number) => `2026-03-0${day}T09:00:00.000Z`;

interface Listed {
  readonly items: readonly { readonly id: string }[];
}

describe('lists', () => {
  let service: InProcessService;
  let ada: string;

  beforeAll(async () => {
    service = await InProcessService.start();
    const person = { kind: 'person', name: 'Ada', occurredAt: at(1) };
    ada = await service.accepted('/v1/customers', person);
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  const idsAt = async (path: string): Promise<string[]> => {
    const answer = await service.get(path);
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
    return answer.json<Listed>().items.map(({ id }) => id);
  };

  it(
    'find interactions by customer, agent, channel and time',
    async () => {
      const record = (channel: string, agent: string, day: number) =>
        service.accepted('/v1/interactions', {
          customerId: ada,
          channel,
          agent,
          direction: 'inbound',
          occurredAt: at(day),
        });
      const [call, chat, late] = [
        await record('phone', 'anna', 2),
        await record('chat', 'ben', 3),
        await record('phone', 'ben', 4),
      ];
      expect(await idsAt(`/v1/interactions?customerId=${ada}`)).toEqual([late, chat, call]);
      expect(await idsAt('/v1/interactions?agent=ben')).toEqual([late, chat]);
      expect(await idsAt('/v1/interactions?channel=phone')).toEqual([late, call]);
      const [from, before] = [at(3), '2026-03-04T10:00:00%2B01:00'];
      expect(await idsAt(`/v1/interactions?from=${from}&before=${before}`)).toEqual([chat]);
      expect((await service.get('/v1/interactions?from=yesterday')).status).toBe(400);
    },
    LONG_TEST,
  );

  it(
    'find orders by status, channel, product, deal and time',
    async () => {
      const place = (product: string, channel: string, day: number) =>
        service.accepted('/v1/orders', {
          customerId: ada,
          currency: 'EUR',
          channel,
          lines: [{ product, quantity: 1, amount: 100 }],
          occurredAt: at(day),
        });
      const [pen, book] = [await place('Pen', 'web', 2), await place('Book', 'shop', 3)];
      await service.accepted(`/v1/orders/${book}/cancellation`, { occurredAt: at(4) });
      expect(await idsAt('/v1/orders?status=cancelled')).toEqual([book]);
      expect(await idsAt('/v1/orders?channel=web')).toEqual([pen]);
      expect(await idsAt('/v1/orders?product=Pen')).toEqual([pen]);
      expect(await idsAt(`/v1/orders?dealId=${ada}`)).toEqual([]);
      expect(await idsAt(`/v1/orders?customerId=${ada}&before=${at(3)}`)).toEqual([pen]);
    },
    LONG_TEST,
  );

  it(
    'find deals by when they were closed and why they were lost',
    async () => {
      const open = () =>
        service.accepted('/v1/deals', { customerId: ada, currency: 'EUR', amount: 5, occurredAt: at(1) });
      const [won, lost, reopened] = [await open(), await open(), await open()];
      await service.accepted(`/v1/deals/${won}/win`, { occurredAt: at(2), bookOrder: false });
      await service.accepted(`/v1/deals/${lost}/loss`, { occurredAt: at(3), reason: 'price' });
      await service.accepted(`/v1/deals/${reopened}/loss`, { occurredAt: at(3), reason: 'price' });
      await service.accepted(`/v1/deals/${reopened}/reopening`, { occurredAt: at(4) });
      expect(await idsAt('/v1/deals?reason=price')).toEqual([lost]);
      expect(await idsAt(`/v1/deals?closedBefore=${at(3)}`)).toEqual([won]);
      expect(await idsAt(`/v1/deals?closedFrom=${at(3)}`)).toEqual([lost]);
    },
    LONG_TEST,
  );

  it(
    'name the next page in Link',
    async () => {
      const first = await service.get(`/v1/interactions?customerId=${ada}&limit=2`);
      const [, next = ''] = /^<(.+)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
      expect(next).toContain(`customerId=${ada}`);
      const last = await service.get(next);
      expect(last.json<Listed>().items).toHaveLength(1);
      expect(last.headers).not.toHaveProperty('link');
    },
    LONG_TEST,
  );
});
