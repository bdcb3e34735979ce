import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StateAnswer } from '../../libs/audit/audit.answers.js';
import { InProcessService } from '../support/in-process.service.js';

describe('details of a customer that are emptied', () => {
  let service: InProcessService;
  let ada: string;

  beforeAll(async () => {
    service = await InProcessService.start();
    ada = await service.accepted('/v1/customers', {
      kind: 'person',
      name: 'Ada',
      region: 'London',
      company: 'Engines Ltd',
      occurredAt: '2026-01-01T00:00:00Z',
    });
    await service.accepted(`/v1/customers/${ada}/details`, {
      region: null,
      occurredAt: '2026-01-02T00:00:00Z',
    });
  });

  afterAll(async () => {
    await service.stop();
  });

  it('are gone from the profile, the directory and the state, and told in the timeline', async () => {
    const profile = (await service.get(`/v1/customers/${ada}`)).json();
    expect(profile).toMatchObject({ name: 'Ada', company: 'Engines Ltd' });
    expect(profile).not.toHaveProperty('region');
    expect((await service.get('/v1/customers?region=London')).json()).toMatchObject({ items: [] });
    expect((await service.get(`/v1/customers/${ada}/timeline?limit=1`)).json()).toMatchObject({
      items: [{ line: 'Changed details: no region' }],
    });
    const stateAt = async (day: string) =>
      (await service.get(`/v1/audit/customers/${ada}/state?at=${day}T12:00:00Z`)).json<StateAnswer>();
    expect((await stateAt('2026-01-01')).customer?.state).toMatchObject({ details: { region: 'London' } });
    expect((await stateAt('2026-01-02')).customer?.state).toHaveProperty('details', {
      name: 'Ada',
      company: 'Engines Ltd',
    });
  });

  it('are nothing to do when they are empty already', async () => {
    const answer = await service.post(`/v1/customers/${ada}/details`, { region: null, source: null });
    expect(answer.json()).toMatchObject({ outcome: 'unchanged', revision: 1 });
  });

  it('are never the name', async () => {
    const answer = await service.post(`/v1/customers/${ada}/details`, { name: null });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({
      code: 'invalid-request',
      errors: [expect.objectContaining({ field: 'name' })],
    });
  });

  it('are nullable in the document, where they can be', async () => {
    const { components } = (await service.get('/docs-json')).json<{
      components: { schemas: Record<string, { properties: Record<string, object> }> };
    }>();
    const { ChangeCustomerDetailsBody: change, RegisterCustomerBody: register } = components.schemas;
    expect(change?.properties.region).toMatchObject({ type: 'string', nullable: true });
    expect(change?.properties.name).not.toHaveProperty('nullable');
    expect(register?.properties.region).not.toHaveProperty('nullable');
  });
});
