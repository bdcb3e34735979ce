import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { AuditTrail } from '../../libs/audit/audit-trail.js';
import { replayed } from '../../apps/cli/history.replay.js';
import {
  type HistoryAnswer,
  type HistoryEventAnswer,
  type StateAnswer,
  type StreamStateAnswer,
} from '../../libs/audit/audit.answers.js';
import { InProcessService } from '../support/in-process.service.js';

const UNKNOWN = '0b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01';

describe('a customer’s history, for auditors', () => {
  let service: InProcessService;
  let ada: string;

  beforeAll(async () => {
    service = await InProcessService.start();
    const anna = await service.as('anna', 'sales');
    const deal = await service.accepted('/v1/deals', {
      name: 'Kettles',
      amount: 50_000,
      currency: 'EUR',
      occurredAt: '2026-01-10T00:00:00Z',
    });
    ada = await service.accepted(
      '/v1/customers',
      { kind: 'person', name: 'Ada', occurredAt: '2026-01-01T00:00:00Z' },
      anna,
    );
    const bob = await service.accepted('/v1/customers', {
      kind: 'person',
      name: 'Bob',
      occurredAt: '2026-01-01T00:00:00Z',
    });
    await service.accepted(`/v1/deals/${deal}/stage`, {
      stage: 'engaging',
      occurredAt: '2026-01-11T00:00:00Z',
    });
    await service.accepted(`/v1/deals/${deal}/customer`, {
      customerId: ada,
      occurredAt: '2026-01-12T00:00:00Z',
    });
    const line = { product: 'Kettle', quantity: 1, amount: 1_000 };
    const order = { currency: 'EUR', lines: [line], occurredAt: '2026-02-01T00:00:00Z' };
    const placed = await service.accepted('/v1/orders', { customerId: ada, ...order });
    await service.accepted('/v1/orders', { customerId: bob, ...order });
    await service.accepted('/v1/interactions', {
      customerId: ada,
      channel: 'phone',
      direction: 'inbound',
      occurredAt: '2026-02-02T00:00:00Z',
    });
    await service.accepted(`/v1/orders/${placed}/refunds`, {
      amount: 300,
      occurredAt: '2026-02-03T00:00:00Z',
    });
  });

  afterAll(async () => {
    await service.stop();
  });

  const historyOf = async (id: string, query = '') =>
    (await service.get(`/v1/audit/customers/${id}/history${query}`)).json<HistoryAnswer>();

  it('is every event over all the customer’s streams, in the order of the log, also those before a deal was attached', async () => {
    const { items, logPosition } = await historyOf(ada);
    expect(items.map(({ type }) => type)).toEqual([
      'DealOpened',
      'CustomerRegistered',
      'DealStageChanged',
      'DealAttached',
      'OrderPlaced',
      'InteractionRecorded',
      'OrderRefunded',
    ]);
    expect(items.map(({ position }) => position)).toEqual(items.map(({ position }) => position).sort());
    expect(items[1]).toMatchObject({
      stream: `customer-${ada}`,
      revision: 0,
      occurredAt: '2026-01-01T00:00:00.000Z',
      actor: { id: 'anna', service: 'sales', verified: true },
      data: { name: 'Ada' },
    });
    expect(String(logPosition) >= String(items.at(-1)?.position)).toBe(true);
  });

  it('comes in pages that together are the whole', async () => {
    const whole = await historyOf(ada);
    const first = await historyOf(ada, '?limit=4');
    const second = await historyOf(ada, `?limit=4&cursor=${String(first.nextCursor)}`);
    expect([...first.items, ...second.items]).toEqual(whole.items);
    expect(second.nextCursor).toBeUndefined();
  });

  it('streams as NDJSON, whole', async () => {
    const answer = await service.get(`/v1/audit/customers/${ada}/history`, {
      accept: 'application/x-ndjson',
    });
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    const lines = answer.text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as HistoryEventAnswer)).toEqual((await historyOf(ada)).items);
  });

  it('is the same when the whole log is read instead of the index', async () => {
    const scanned: string[] = [];
    for await (const { position } of service.app.get(AuditTrail, { strict: false }).scan(ada))
      scanned.push(position);
    expect(scanned).toEqual((await historyOf(ada)).items.map(({ position }) => position));
  });

  it('is nobody’s of an unknown customer, also when the whole log is read', async () => {
    const nobody = service.app.get(AuditTrail, { strict: false }).scan(UNKNOWN)[Symbol.asyncIterator]();
    await expect(nobody.next()).rejects.toMatchObject({ code: 'customer-not-found' });
  });

  it('gives the state as of a time, folded by the deciders', async () => {
    const stateAt = async (at: string) =>
      (await service.get(`/v1/audit/customers/${ada}/state?at=${at}`)).json<
        StateAnswer & Record<'deals' | 'orders' | 'interactions', readonly StreamStateAnswer[]>
      >();
    const before = await stateAt('2026-01-11T12:00:00Z');
    expect(before).toMatchObject({ customer: { revision: 0 }, deals: [], orders: [], interactions: [] });
    const attached = await stateAt('2026-01-15T00:00:00Z');
    expect(attached.deals).toMatchObject([{ revision: 2 }]);
    const after = await stateAt('2026-02-28T00:00:00Z');
    expect(after.orders).toMatchObject([{ revision: 1 }]);
    expect(after.interactions).toMatchObject([{ revision: 0, state: { details: { channel: 'phone' } } }]);
    expect((await stateAt('2025-12-31T00:00:00Z')).customer).toBeNull();
    expect(await stateAt('2026-02-01')).toMatchObject({
      at: '2026-02-01T23:59:59.999Z',
      orders: [{ revision: 0 }],
    });
  });

  it('gives the state as it was known at a time', async () => {
    for (const early of ['2026-01-05T00:00:00Z', '2026-01-05']) {
      const known = await service.get(`/v1/audit/customers/${ada}/state?knownAt=${early}`);
      expect(known.json<StateAnswer>()).toMatchObject({ customer: null, deals: [], orders: [] });
    }
  });

  it('tells an unknown customer from one without a history', async () => {
    const answer = await service.get(`/v1/audit/customers/${UNKNOWN}/history`);
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'customer-not-found' });
  });

  it('says what each event changed', async () => {
    const path = `/v1/audit/customers/${ada}/history`;
    const { text } = await service.get(path, { accept: 'application/x-ndjson' });
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as HistoryEventAnswer);
    const changed: Record<string, number> = {};
    for await (const { event, changes } of replayed(Readable.from(events), {}))
      changed[event.type] = changes.length;
    expect(changed.CustomerRegistered).toBeGreaterThan(0);
    expect(changed.OrderRefunded).toBeGreaterThan(0);
  });
});
