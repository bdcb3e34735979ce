import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, InProcessService } from '../support/in-process.service.js';

/** In milliseconds: far more than a loaded machine needs. */
const LONG_TEST = 60_000;
const NDJSON = 'application/x-ndjson';
/** More than fit on the largest page. */
const MANY = 450;

const tagOf = ({ headers }: Answer): string => String(headers.etag);

describe('what a GET answers with', () => {
  let service: InProcessService;
  let ada: string;
  let deal: string;

  beforeAll(async () => {
    service = await InProcessService.start();
    ada = await service.accepted('/v1/customers', {
      kind: 'person',
      name: 'Ada, Countess',
      externalIds: [{ system: 'erp', id: 'a:1' }],
    });
    deal = await service.accepted('/v1/deals', { customerId: ada, currency: 'EUR', amount: 5 });
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  const order = () =>
    service.accepted('/v1/orders', {
      customerId: ada,
      currency: 'EUR',
      lines: [{ product: 'Pen', quantity: 1, amount: 100 }],
    });

  it('has an ETag that If-Match takes', async () => {
    const interaction = await service.accepted('/v1/interactions', {
      customerId: ada,
      channel: 'phone',
      direction: 'inbound',
    });
    const placed = await order();
    const changes = [
      { path: `/v1/customers/${ada}`, change: 'tags', body: { tags: ['vip'] } },
      { path: `/v1/deals/${deal}`, change: 'owner', body: { owner: 'anna' } },
      { path: `/v1/orders/${placed}`, change: 'refunds', body: { amount: 1 } },
      { path: `/v1/interactions/${interaction}`, change: 'feedback', body: { csat: 5 } },
    ];
    for (const { path, change, body } of changes) {
      const read = await service.get(path);
      const revision = read.json<{ revision: number }>().revision;
      const tag = tagOf(read);
      expect(tag).toMatch(new RegExp(`^"${revision}["-]`));
      const changed = await service.post(`${path}/${change}`, body, { 'if-match': tag });
      expect({ path, status: changed.status }).toEqual({ path, status: 200 });
      expect((await service.post(`${path}/${change}`, body, { 'if-match': tag })).status).toBe(412);
      expect(tagOf(await service.get(path))).not.toBe(tag);
    }
  });

  it('is 304 for whoever has it already', async () => {
    for (const path of [`/v1/deals/${deal}`, `/v1/customers/${ada}`]) {
      const tag = tagOf(await service.get(path));
      const known = await service.get(path, { 'if-none-match': `"x", W/${tag}` });
      expect({ status: known.status, text: known.text, tag: tagOf(known) }).toEqual({
        status: 304,
        text: '',
        tag,
      });
      expect((await service.get(path, { 'if-none-match': '*' })).status).toBe(304);
      expect((await service.get(path, { 'if-none-match': '"99"' })).status).toBe(200);
    }
  });

  it('is not 304 for a customer of whom other streams say something new', async () => {
    const tag = tagOf(await service.get(`/v1/customers/${ada}`));
    await order();
    const answer = await service.get(`/v1/customers/${ada}`, { 'if-none-match': tag });
    expect(answer.status).toBe(200);
    expect(tagOf(answer).split('-')[0]).toBe(tag.split('-')[0]);
  });

  it('makes If-Match: * hold for what exists, and for nothing else', async () => {
    const any = { 'if-match': '*' };
    expect((await service.post(`/v1/deals/${deal}/owner`, { owner: 'ben' }, any)).status).toBe(200);
    const nowhere = '/v1/deals/00000000-0000-4000-8000-000000000000/owner';
    expect((await service.post(nowhere, { owner: 'ben' }, any)).status).toBe(412);
  });

  it('is refused where Accept takes nothing of it, before anything is done', async () => {
    const png = { accept: 'image/png' };
    const listed = await service.get('/v1/customers', png);
    expect({ status: listed.status, code: listed.json().code }).toEqual({
      status: 406,
      code: 'not-acceptable',
    });
    expect((await service.get(`/v1/customers/${ada}`, { accept: 'text/csv' })).status).toBe(406);
    const refused = await service.post('/v1/customers', { kind: 'person', name: 'Nobody' }, png);
    expect(refused.status).toBe(406);
    expect((await service.get('/v1/customers?name=nobody')).json()).toMatchObject({ items: [] });
  });

  it(
    'is every row there is, as CSV and as NDJSON',
    async () => {
      const bob = await service.accepted('/v1/customers', { kind: 'person', name: 'Bob' });
      const body = { customerId: bob, channel: 'web', direction: 'inbound', subject: 'a, b' };
      for (let sent = 0; sent < MANY; sent += 1) await service.accepted('/v1/interactions', body);
      const path = `/v1/interactions?customerId=${bob}`;

      const csv = await service.get(path, { accept: 'text/csv' });
      const [head, ...lines] = csv.text.trimEnd().split('\r\n');
      expect(head).toContain('customerId,happenedAt,channel');
      expect(new Set(lines).size).toBe(MANY);
      expect(lines[0]).toContain('"a, b"');
      expect(csv.headers).toMatchObject({ vary: 'Accept', 'dossier-position': expect.any(String) });
      expect(csv.headers).not.toHaveProperty('link');

      const ndjson = await service.get(path, { accept: NDJSON });
      const items = ndjson.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string });
      expect(new Set(items.map(({ id }) => id)).size).toBe(MANY);
      expect(ndjson.headers['content-type']).toContain(NDJSON);
      const [first] = (await service.get(`${path}&limit=1`)).json<{ items: object[] }>().items;
      expect(items[0]).toEqual(first);
    },
    LONG_TEST,
  );

  it('is one page of rows where a limit is given, with the next one named', async () => {
    const page = await service.get('/v1/interactions?limit=2', { accept: NDJSON });
    expect(page.text.trimEnd().split('\n')).toHaveLength(2);
    expect(page.headers.link).toContain('rel="next"');
    expect(page.headers['dossier-next-cursor']).toEqual(expect.any(String));
  });

  it('names external ids alike in lists and on profiles, and how far lists know the log', async () => {
    const { items, logPosition } = (await service.get('/v1/customers?externalId=erp:a:1')).json<{
      items: { externalIds: unknown }[];
      logPosition: unknown;
    }>();
    const { externalIds } = (await service.get(`/v1/customers/${ada}`)).json();
    expect(items[0]?.externalIds).toEqual(externalIds);
    expect(logPosition).toEqual(expect.any(String));
  });

  it('names what a command made, and names it again when the command is repeated', async () => {
    const deal = await service.accepted('/v1/deals', { customerId: ada, currency: 'EUR', amount: 5 });
    const call = { customerId: ada, channel: 'phone', direction: 'inbound' };
    const interaction = await service.accepted('/v1/interactions', call);
    const post = async (path: string, body: object) =>
      (await service.post(path, body, { 'idempotency-key': `make-${path}` })).json<{ made: object }>();
    const commands = [
      [`/v1/customers/${ada}/contact-points`, { kind: 'e-mail', value: 'ada@example.org' }, 'contactPointId'],
      [`/v1/interactions/${interaction}/follow-ups`, { dueAt: '2030-01-01T09:00:00Z' }, 'followUpId'],
      [`/v1/deals/${deal}/win`, {}, 'orderId'],
    ] as const;
    for (const [path, body, name] of commands) {
      const first = await post(path, body);
      expect(Object.keys(first.made)).toEqual([name]);
      expect(await post(path, body)).toEqual({ ...first, outcome: 'repeated' });
    }
    const won = (await service.get(`/v1/deals/${deal}`)).json();
    expect(won).toMatchObject({
      probability: 1,
      orderId: ((await post(`/v1/deals/${deal}/win`, {})) as { made: { orderId: string } }).made.orderId,
    });
  });
});
