import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { ClaimExternalId } from '../../libs/customers/external-id-claims.commands.js';
import { claimIdOf } from '../../libs/customers/external-id-claims.published.js';
import { occurring } from '../../libs/event-sourcing/testing.js';
import { type Answer, InProcessService } from '../support/in-process.service.js';
import { until } from '../support/until.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 60_000;
const GHOST = '00000000-0000-4000-8000-00000000dead';

describe('an external id', () => {
  let service: InProcessService;

  beforeAll(async () => {
    service = await InProcessService.start();
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  const register = (id: string, more: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    service.post(
      '/v1/customers',
      { kind: 'person', name: 'Ada', externalIds: [{ system: 'erp', id }], ...more },
      headers,
    );
  const idOf = (answer: Answer): string => answer.json<{ id: string }>().id;

  it(
    'is one customer’s, of 64 that want it at once',
    async () => {
      const answers = await Promise.all(Array.from({ length: 64 }, () => register('wanted')));
      const [winner, ...others] = answers.filter(({ status }) => status === 201);
      expect(others).toEqual([]);
      const losers = answers.filter(({ status }) => status === 409).map((answer) => answer.json());
      expect(losers).toHaveLength(63);
      for (const loser of losers)
        expect(loser).toMatchObject({ code: 'external-id-taken', conflictsWith: winner && idOf(winner) });
      const { items } = (await service.get('/v1/customers?externalId=erp:wanted')).json<{
        items: object[];
      }>();
      expect(items).toHaveLength(1);
    },
    LONG_TEST,
  );

  it('is refused where it is added, too, and says which customer has it', async () => {
    const ada = idOf(await register('added'));
    const bob = await service.accepted('/v1/customers', { kind: 'person', name: 'Bob' });
    const add = (id: string, more: object = {}) =>
      service.post(`/v1/customers/${id}/external-ids`, { system: 'erp', id: 'added', ...more });
    const refused = await add(bob);
    expect(refused.status).toBe(409);
    expect(refused.json()).toMatchObject({ conflictsWith: ada, errors: [{ field: 'id' }] });
    expect((await add(ada)).json()).toMatchObject({ outcome: 'unchanged' });
    expect((await add(GHOST)).status).toBe(404);
    expect((await add(bob, { onConflict: 'flag' })).json()).toMatchObject({ outcome: 'appended' });
    expect((await add(bob)).json()).toMatchObject({ outcome: 'unchanged' });
  });

  it('is free again when its registration was refused', async () => {
    const unborn = { birthDate: '2999-01-01' };
    expect((await register('refused', unborn)).json()).toMatchObject({ code: 'born-in-future' });
    expect((await register('refused')).status).toBe(201);
  });

  it('is the same customer’s when its registration is sent again', async () => {
    const key = { 'idempotency-key': 'again' };
    const first = await register('again', {}, key);
    const second = await register('again', {}, key);
    expect(second.json()).toMatchObject({ id: idOf(first), outcome: 'repeated' });
  });

  it(
    'stays the customer’s when one of several registrations under one key claimed it, and another was taken',
    async () => {
      const key = { 'idempotency-key': 'raced' };
      const racing = Array.from({ length: 64 }, (_, index) =>
        register('raced', { name: `Ada ${index}` }, key),
      );
      const statuses = (await Promise.all(racing)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => status === 422)).toHaveLength(63);
      expect((await register('raced')).status).toBe(409);
    },
    LONG_TEST,
  );

  it(
    'is free again when its customer has it no more',
    async () => {
      const ada = idOf(await register('removed'));
      const removal = { system: 'erp', id: 'removed' };
      await service.accepted(`/v1/customers/${ada}/external-id-removals`, removal);
      // The reaction releases it soon after; until then, others are refused.
      let answer = await register('removed');
      await until('released', async () => {
        if (answer.status === 409) answer = await register('removed');
        return answer.status !== 409;
      });
      expect(answer.status).toBe(201);
    },
    LONG_TEST,
  );

  it('is free again some time after a process died between the claim and the registration', async () => {
    const left = async (id: string, ageInSeconds: number) => {
      const at = new Date(Date.now() - ageInSeconds * 1_000).toISOString();
      const claim = new ClaimExternalId(claimIdOf({ system: 'erp', id }), { holderId: GHOST }, occurring(at));
      await service.app.get(CommandBus, { strict: false }).execute(claim);
      return register(id);
    };
    expect((await left('under-way', 1)).json()).toMatchObject({ conflictsWith: GHOST });
    expect((await left('left-over', 3_600)).status).toBe(201);
  });
});
