import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HistoryAnswer } from '../../libs/audit/audit.answers.js';
import { InProcessService } from '../support/in-process.service.js';

describe('the ids by which other systems know a customer', () => {
  let service: InProcessService;
  let ada: string;

  beforeAll(async () => {
    service = await InProcessService.start();
    ada = await service.accepted('/v1/customers', {
      kind: 'person',
      name: 'Ada',
      externalIds: [{ system: 'erp', id: '7' }],
      occurredAt: '2026-01-01T00:00:00Z',
    });
    await service.accepted(`/v1/customers/${ada}/external-ids`, { system: 'shop', id: '12' });
    await service.accepted(`/v1/customers/${ada}/external-id-removals`, { system: 'erp', id: '7' });
  });

  afterAll(async () => {
    await service.stop();
  });

  const foundBy = async (externalId: string) =>
    (await service.get(`/v1/customers?externalId=${externalId}`)).json<{ items: { customerId: string }[] }>()
      .items;

  it('find the customer as long as they stand', async () => {
    expect(await foundBy('shop:12')).toMatchObject([
      { customerId: ada, externalIds: [{ system: 'shop', id: '12' }] },
    ]);
    expect(await foundBy('erp:7')).toEqual([]);
    expect((await service.get(`/v1/customers/${ada}`)).json()).toMatchObject({
      externalIds: [{ system: 'shop', id: '12' }],
    });
  });

  it('are told in the timeline and kept in the history', async () => {
    expect((await service.get(`/v1/customers/${ada}/timeline?limit=2`)).json()).toMatchObject({
      items: [{ line: 'No longer known to erp as 7' }, { line: 'Known to shop as 12' }],
    });
    const history = (await service.get(`/v1/audit/customers/${ada}/history`)).json<HistoryAnswer>();
    expect(history.items.map(({ type }) => type)).toEqual([
      'CustomerRegistered',
      'ExternalIdAdded',
      'ExternalIdRemoved',
    ]);
  });

  it('say one pair alone: the name of a system has no colon in it', async () => {
    await service.accepted(`/v1/customers/${ada}/external-ids`, { system: 'erp', id: 'eu:7' });
    expect(await foundBy('erp:eu:7')).toMatchObject([{ customerId: ada }]);
    const wrong = { system: 'erp:eu', id: '7' };
    const registration = { kind: 'person', name: 'Bob', externalIds: [wrong] };
    for (const [path, body, field] of [
      ['/v1/customers', registration, 'externalIds.0.system'],
      [`/v1/customers/${ada}/external-ids`, wrong, 'system'],
      [`/v1/customers/${ada}/external-id-removals`, wrong, 'system'],
    ] as const) {
      const answer = await service.post(path, body);
      expect(answer.status).toBe(400);
      expect(answer.json()).toMatchObject({
        code: 'invalid-request',
        errors: [{ field, message: `${field} must have no ":" in it` }],
      });
    }
  });

  it('must be there to be removed', async () => {
    const answer = await service.post(`/v1/customers/${ada}/external-id-removals`, {
      system: 'erp',
      id: '7',
    });
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'external-id-not-found' });
  });
});
