import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import {
  ClaimExternalId,
  claimIdOf,
  ReleaseExternalId,
} from '../../libs/customers/external-id-claims.commands.js';
import { newCommandId } from '../../libs/platform/index.js';
import { occurring } from '../../libs/event-sourcing/testing.js';
import { type HttpClient } from '../support/http.client.js';
import { type Answer, InProcessService } from '../support/in-process.service.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 60_000;
const GHOST = '00000000-0000-4000-8000-00000000dead';

describe('PUT of a customer by its external id', () => {
  let service: InProcessService;

  beforeAll(async () => {
    service = await InProcessService.start();
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  const ada = {
    kind: 'person',
    name: 'Ada',
    region: 'Kent',
    owner: 'grace',
    tags: ['vip'],
    contactPoints: [{ kind: 'e-mail', value: 'ada@example.org' }],
  };
  const put = (id: string, body: object = ada, headers: Record<string, string> = {}): Promise<Answer> =>
    service.put(`/v1/customers/by-external-id/erp/${encodeURIComponent(id)}`, body, headers);
  const idOf = (answer: Answer): string => answer.json<{ id: string }>().id;
  const profileOf = async (answer: Answer) =>
    (await service.get(`/v1/customers/${idOf(answer)}`)).json<{ contactPoints: object[] }>();
  const claimed = async (id: string, ageInSeconds: number) => {
    const at = new Date(Date.now() - ageInSeconds * 1_000).toISOString();
    const claim = new ClaimExternalId(claimIdOf({ system: 'erp', id }), { holderId: GHOST }, occurring(at));
    await service.app.get(CommandBus, { strict: false }).execute(claim);
  };

  it('registers it, then changes it, then changes nothing', async () => {
    const made = await put('7');
    expect(made.status).toBe(201);
    expect(made.headers).toMatchObject({ location: `/v1/customers/${idOf(made)}`, etag: '"0"' });
    expect(await profileOf(made)).toMatchObject({ ...ada, externalIds: [{ system: 'erp', id: '7' }] });
    const changed = await put('7', { ...ada, name: 'Ada King' });
    expect([changed.status, changed.json()]).toMatchObject([200, { id: idOf(made), outcome: 'appended' }]);
    const again = await put('7', { ...ada, name: 'Ada King' });
    expect([again.status, again.json()]).toMatchObject([200, { id: idOf(made), outcome: 'unchanged' }]);
    expect(await profileOf(made)).toMatchObject({ name: 'Ada King', revision: 1 });
  });

  it('replaces lists, clears what is null, and leaves what is not named', async () => {
    const made = await put('lists');
    const before = await profileOf(made);
    await put('lists', { kind: 'person', name: 'Ada' });
    expect(await profileOf(made)).toEqual(before);
    const phone = { kind: 'phone', value: '+441632960960' };
    await put('lists', {
      kind: 'person',
      name: 'Ada',
      region: null,
      owner: null,
      tags: ['press'],
      contactPoints: [...ada.contactPoints, phone],
    });
    const after = await profileOf(made);
    expect(after).toMatchObject({ tags: ['press'], contactPoints: [before.contactPoints[0], phone] });
    expect(after).not.toHaveProperty('region');
    expect(after).not.toHaveProperty('owner');
  });

  it(
    'is one customer, of 64 that are put at once',
    async () => {
      const answers = await Promise.all(
        Array.from({ length: 64 }, (_, index) => put('at once', { ...ada, name: `Ada ${index}` })),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(63);
      expect(new Set(answers.map(idOf)).size).toBe(1);
      const { items } = (await service.get('/v1/customers?externalId=erp:at%20once')).json<{
        items: object[];
      }>();
      expect(items).toHaveLength(1);
    },
    LONG_TEST,
  );

  it('answers a request that is sent again as it did', async () => {
    const key = { 'idempotency-key': 'again' };
    const first = await put('again', ada, key);
    await put('again', { ...ada, name: 'Ada King' });
    const second = await put('again', ada, key);
    expect([second.status, second.json()]).toMatchObject([201, { id: idOf(first), outcome: 'repeated' }]);
    expect((await put('again', { ...ada, name: 'Bob' }, key)).json()).toMatchObject({
      code: 'command-id-reused',
    });
  });

  it('goes on with a customer whose process died between the claim and the registration', async () => {
    await claimed('died', 1);
    const made = await put('died');
    expect([made.status, idOf(made)]).toEqual([201, GHOST]);
    expect(idOf(await put('died'))).toBe(GHOST);
  });

  it('registers a new customer where the claim was released, or its customer has lost the id', async () => {
    await claimed('released', 1);
    const release = new ReleaseExternalId(
      claimIdOf({ system: 'erp', id: 'released' }),
      { holderId: GHOST },
      { ...occurring(new Date().toISOString()), commandId: newCommandId() },
    );
    await service.app.get(CommandBus, { strict: false }).execute(release);
    const made = await put('released');
    expect(made.status).toBe(201);
    expect(idOf(made)).not.toBe(GHOST);
    await claimed('lost', 3_600);
    expect(idOf(await put('lost'))).not.toBe(GHOST);
  });

  it('never gives an external id to a customer that may just have lost it', async () => {
    const other = idOf(await put('other'));
    const claim = new ClaimExternalId(
      claimIdOf({ system: 'erp', id: 'moving' }),
      { holderId: other },
      occurring(new Date().toISOString()),
    );
    await service.app.get(CommandBus, { strict: false }).execute(claim);
    const refused = await put('moving');
    expect([refused.status, refused.json()]).toMatchObject([
      409,
      { code: 'external-id-taken', conflictsWith: other },
    ]);
  });

  it('gives the claim back when it is refused', async () => {
    expect((await put('refused', ada, { 'if-match': '*' })).status).toBe(412);
    expect((await put('refused', { ...ada, birthDate: '2999-01-01' })).status).toBe(422);
    const added = await service.post(`/v1/customers/${idOf(await put('free'))}/external-ids`, {
      system: 'erp',
      id: 'refused',
    });
    expect(added.status).toBe(200);
  });

  it('refuses another kind, what is no body of it, and a system with a colon', async () => {
    await put('kind');
    expect((await put('kind', { ...ada, kind: 'organisation' })).json()).toMatchObject({
      code: 'customer-kind-differs',
    });
    expect(
      (await put('form', { kind: 'person', externalId: { system: 'a', id: 'b' } })).json(),
    ).toMatchObject({
      code: 'invalid-request',
      errors: [{ field: 'externalId' }, { field: 'name' }],
    });
    expect((await service.put('/v1/customers/by-external-id/a:b/7', ada)).status).toBe(400);
    expect((await put('x'.repeat(201))).status).toBe(400);
    expect((await put('王'.repeat(200))).status).toBe(201);
  });

  describe('in a batch', () => {
    let client: HttpClient | undefined;
    const line = (id: string, data: object, more: object = {}) => ({
      type: 'PutCustomer',
      data: { ...ada, externalId: { system: 'erp', id }, ...data },
      ...more,
    });
    const send = async (...lines: readonly object[]) => {
      client ??= await service.listen();
      const body = lines.map((each) => `${JSON.stringify(each)}\n`).join('');
      const { text } = await client.send(
        'POST',
        '/v1/commands',
        { 'content-type': 'application/x-ndjson' },
        body,
      );
      return text
        .trimEnd()
        .split('\n')
        .map((answer) => JSON.parse(answer) as { id: string; outcome?: string; problem?: object });
    };

    it('registers and changes, line after line, and finds whom a request put', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `Ada ${index}`);
      const lines = names.map((name) => line('line', { name }));
      const answers = await send(...lines, line('another line', {}));
      expect(answers.map(({ outcome }) => outcome)).toEqual(answers.map(() => 'appended'));
      const [first] = answers;
      expect(new Set(answers.map(({ id }) => id)).size).toBe(2);
      const again = await put('line', { ...ada, name: 'Ada 19' });
      expect(again.json()).toMatchObject({ id: first?.id, outcome: 'unchanged' });
    });

    it('answers a line that is sent again as it did, and refuses one by itself', async () => {
      const keyed = line('keyed', {}, { key: 'keyed' });
      const [made] = await send(keyed);
      const answers = await send(
        keyed,
        line('keyed', { kind: 'organisation' }),
        line('keyed', {}, { id: GHOST }),
        { type: 'PutCustomer', data: ada },
      );
      expect(answers).toMatchObject([
        { id: made?.id, outcome: 'repeated' },
        { problem: { code: 'customer-kind-differs' } },
        { problem: { code: 'invalid-request', errors: [{ field: 'id' }] } },
        { problem: { code: 'invalid-request', errors: [{ field: 'externalId' }] } },
      ]);
    });
  });
});
