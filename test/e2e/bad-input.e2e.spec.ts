import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { type HttpAnswer } from '../support/http.client.js';
import { ServiceProcess } from '../support/service.process.js';
import { StoredState } from '../support/stored-state.js';

const LONG_TEST = 120_000;
const JSON_TYPE = { 'content-type': 'application/json' };
const UNKNOWN = '0b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01';

const person = (field: string, value: string) => `{"kind":"person","name":"Ada","${field}":${value}}`;
const named = (name: string) => `{"kind":"person","name":${name}}`;
const call = (customerId: string) => ({ customerId, channel: 'phone', direction: 'inbound' });
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** Bodies for `POST /v1/customers`, the status, and the code or the field that the answer must name. */
const badBodies: readonly (readonly [string, string, number, string])[] = [
  ['JSON that is cut off', '{"kind":"person"', 400, 'malformed-request'],
  ['no JSON at all', 'hello', 400, 'malformed-request'],
  ['nothing', '', 400, 'malformed-request'],
  ['a list', '[]', 400, 'invalid-request'],
  ['null', 'null', 400, 'invalid-request'],
  ['a text', '"person"', 400, 'invalid-request'],
  ['a number too large for JSON', person('occurredAt', '1e400'), 400, 'occurredAt'],
  ['a wrong type', named('7'), 400, 'name'],
  ['an operator of MongoDB for a name', named('{"$gt":""}'), 400, 'name'],
  ['a missing field', '{"kind":"person"}', 400, 'name'],
  ['null for a field', person('region', 'null'), 400, 'region'],
  ['an unknown field', person('shoeSize', '44'), 400, 'shoeSize'],
  ['an unknown word', '{"kind":"robot","name":"Ada"}', 400, 'kind'],
  ['__proto__ for a field', person('__proto__', '{"name":"Eve"}'), 400, 'malformed-request'],
  [
    'constructor for a field',
    person('constructor', '{"prototype":{"name":"Eve"}}'),
    400,
    'malformed-request',
  ],
  ['an unknown field of an inherited name', person('toString', '"x"'), 400, 'toString'],
  [
    'a field of a field that is unknown',
    person('contactPoints', '[{"kind":"e-mail","valu":"a@b.c"}]'),
    400,
    'contactPoints.0.valu',
  ],
  ['NUL', named('"A\\u0000da"'), 400, 'name'],
  ['half a surrogate pair', named('"Ada \\ud800"'), 400, 'name'],
  ['blanks alone', named('" \\t "'), 400, 'name'],
  ['a text that is too long', named(`"${'a'.repeat(201)}"`), 400, 'name'],
  ['a day that is none', person('birthDate', '"2026-02-30"'), 400, 'birthDate'],
  ['a time that is none', person('occurredAt', '"2026-02-30T00:00:00Z"'), 400, 'occurredAt'],
  ['a time without an offset', person('occurredAt', '"2026-02-20T00:00:00"'), 400, 'occurredAt'],
  ['a time to come', person('occurredAt', '"9000-01-01T00:00:00Z"'), 422, 'occurred-in-future'],
  ['a thousand levels', person('tags', deep(1_000)), 400, `tags${'.a'.repeat(16)}`],
  ['a thousand levels of an unknown field', person('deep', deep(1_000)), 400, `deep${'.a'.repeat(16)}`],
  ['ten thousand lists in one another', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400, 'invalid-request'],
  ['more than a mebibyte', named(`"${'a'.repeat(1_100_000)}"`), 413, 'body-too-large'],
];

describe('bad input over HTTP', () => {
  let folder: string;
  let service: ServiceProcess;
  let state: StoredState;
  let head: string | undefined;
  const ids = { customer: '', order: '', cancelled: '', deal: '', loose: '', lost: '', other: '', call: '' };

  beforeAll(async () => {
    folder = temporaryFolder();
    service = await ServiceProcess.start('standalone', folder);
    state = await StoredState.open(folder);
    const made = async (path: string, body: object) => (await service.accepted(path, body)).id;
    const at = (day: string) => ({ occurredAt: `2026-01-${day}T00:00:00Z` });
    ids.customer = await made('/v1/customers', { kind: 'person', name: 'Ada', ...at('01') });
    const customerId = ids.customer;
    ids.other = await made('/v1/customers', { kind: 'person', name: 'Bob' });
    const order = { customerId, currency: 'EUR', lines: [{ product: 'Kettle', quantity: 1, amount: 1_000 }] };
    ids.order = await made('/v1/orders', { ...order, ...at('05') });
    ids.cancelled = await made('/v1/orders', order);
    await made(`/v1/orders/${ids.cancelled}/cancellation`, {});
    ids.deal = await made('/v1/deals', { customerId, currency: 'EUR', ...at('05') });
    await made(`/v1/deals/${ids.deal}/stage`, { stage: 'engaging', ...at('10') });
    ids.loose = await made('/v1/deals', { currency: 'EUR' });
    ids.lost = await made('/v1/deals', { customerId, currency: 'EUR' });
    await made(`/v1/deals/${ids.lost}/loss`, { reason: 'price' });
    ids.call = await made('/v1/interactions', call(ids.other));
    await state.caughtUp();
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
    await state.close();
  });

  beforeEach(async () => {
    head = await state.events.head();
  });

  afterEach(async () => {
    expect(await state.events.head()).toBe(head);
  });

  const expectProblem = (answer: HttpAnswer, status: number, codeOrField: string) => {
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const { code, errors = [] } = answer.json() as { code: string; errors?: { field: string }[] };
    expect([code, ...errors.map(({ field }) => field)]).toContain(codeOrField);
    expect(answer.json()).toMatchObject({ status, type: `urn:dossier:problem:${code}` });
  };

  it.each(badBodies)('refuses %s', async (_, body, status, codeOrField) => {
    expectProblem(await service.post('/v1/customers', body), status, codeOrField);
  });

  it('takes regular expressions, quotes and operators in texts for what they are', async () => {
    for (const text of [
      '.*',
      '(a+)+$',
      '^',
      '[',
      '\\',
      '$ne',
      '"',
      "'; --",
      '{"$gt":""}',
      '%00',
      '🏻',
      '𠮷',
    ]) {
      for (const field of ['eMail', 'phone', 'externalId', 'tag', 'owner', 'region']) {
        const answer = await service.get(`/v1/customers?${field}=${encodeURIComponent(text)}`);
        expect({ text, field, status: answer.status, body: answer.json() }).toMatchObject({
          status: 200,
          body: { items: [] },
        });
      }
    }
  });

  it.each([
    ['/v1/customers?owner[$ne]=x', 400, 'owner[$ne]'],
    ['/v1/customers?owner=a&owner=b', 400, 'owner'],
    ['/v1/customers?$where=1', 400, '$where'],
    ['/v1/customers?__proto__=1', 400, '__proto__'],
    ['/v1/customers?constructor=1', 400, 'constructor'],
    ['/v1/customers?name=%00', 400, 'name'],
    ['/v1/customers?limit=1e400', 400, 'limit'],
    ['/v1/customers?limit=999999999999999999999', 400, 'limit'],
    ['/v1/customers?limit=0', 400, 'limit'],
    ['/v1/customers?limit=', 400, 'limit'],
    ['/v1/customers?cursor=eyJ4IjoxfQ', 422, 'invalid-cursor'],
    ['/v1/customers?sort=$natural', 400, 'sort'],
    ['/v1/customers/not-a-uuid', 400, 'id'],
    ['/v1/customers/%00', 400, 'id'],
    ['/v1/customers/%E0%A4%A', 400, 'malformed-request'],
    [`/v1/customers/${UNKNOWN}`, 404, 'customer-not-found'],
    [`/v1/orders/${UNKNOWN}`, 404, 'order-not-found'],
    [`/v1/deals/${UNKNOWN}`, 404, 'deal-not-found'],
    ['/v1/nothing', 404, 'no-such-resource'],
    ['/v1/orders?customerId=1', 400, 'customerId'],
    ['/v1/analytics/purchases?groupBy=month&from=2026-02-30', 400, 'from'],
    ['/v1/analytics/purchases?groupBy=$x', 400, 'groupBy'],
    [`/v1/audit/customers/${UNKNOWN}/history`, 404, 'customer-not-found'],
  ])('refuses GET %s', async (path, status, codeOrField) => {
    expectProblem(await service.get(path), status, codeOrField);
  });

  const unreadableNumbers = ['1e400', '1e21', '9007199254740993', '-1', '0.5', '"5"'];

  it.each(unreadableNumbers)('refuses an amount of %s', async (amount) => {
    const line = `{"product":"Kettle","quantity":1,"amount":${amount}}`;
    const body = `{"customerId":"${ids.customer}","currency":"EUR","lines":[${line}]}`;
    expectProblem(await service.post('/v1/orders', body), 400, 'lines.0.amount');
  });

  it('refuses what is not JSON by its type', async () => {
    const body = '{"kind":"person","name":"Ada"}';
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense']) {
      const answer = await service.send('POST', '/v1/customers', { 'content-type': type }, body);
      expectProblem(answer, 415, 'unsupported-media-type');
    }
  });

  it('refuses other methods, and says which there are', async () => {
    for (const [method, path, allowed] of [
      ['DELETE', `/v1/customers/${ids.customer}`, 'GET, HEAD'],
      ['PUT', '/v1/customers', 'GET, HEAD, POST'],
      ['GET', `/v1/customers/${ids.customer}/details`, 'POST'],
    ] as const) {
      const answer = await service.send(method, path, {});
      expectProblem(answer, 405, 'method-not-allowed');
      expect(answer.headers.get('allow')).toBe(allowed);
    }
  });

  it.each([
    ['if-match', '"x"', 'If-Match'],
    ['if-match', 'W/"1"', 'If-Match'],
    ['if-match', '99999999999999999999', 'If-Match'],
    ['idempotency-key', 'a'.repeat(201), 'Idempotency-Key'],
    ['idempotency-key', 'with spaces', 'Idempotency-Key'],
    ['correlation-id', '', 'Correlation-Id'],
  ])('refuses the header %s: %s', async (name, value, field) => {
    const answer = await service.post(`/v1/customers/${ids.customer}/owner`, '{"owner":"anna"}', {
      [name]: value,
    });
    expectProblem(answer, 400, field);
  });

  it.each(['x', '1;2', '-1', '0'.repeat(101)])('refuses the position %s', async (position) => {
    const answer = await service.get('/v1/customers', { 'dossier-min-position': position });
    expectProblem(answer, 400, 'Dossier-Min-Position');
  });

  const raw = async (request: string): Promise<string> => {
    const { hostname, port } = new URL(service.address);
    const socket = connect(Number(port), hostname).setEncoding('latin1');
    let answer = '';
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.write(request, 'latin1');
    await once(socket, 'close');
    return answer;
  };

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a NUL in a header', 'GET /v1/customers HTTP/1.1\r\nHost: x\r\nCorrelation-Id: a\0b\r\n\r\n'],
    [
      'two lengths',
      'POST /v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    ],
  ])('refuses %s', async (_, request) => {
    const answer = await raw(request);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toMatch(/"code":"malformed-request"/);
  });

  it.each([
    ['one header', `/health/live`, [`X: ${'x'.repeat(16_384)}`]],
    ['many headers', `/health/live`, Array.from({ length: 1_000 }, (_, n) => `X-${n}: ${'x'.repeat(16)}`)],
    ['an address', `/health/live?${'x'.repeat(16_384)}`, []],
  ])('refuses headers that are too large: %s', async (_, path, headers) => {
    const answer = await raw([`GET ${path} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toMatch(/"code":"headers-too-large".*"requestId":/);
    expect(answer).toContain('16384 bytes');
  });

  it('takes headers of nearly 16 KiB', async () => {
    const head = `GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ${'x'.repeat(16_000)}\r\n\r\n`;
    expect(await raw(head)).toMatch(/^HTTP\/1\.1 200 /);
  });

  const order = () => ({
    customerId: ids.customer,
    currency: 'EUR',
    lines: [{ product: 'Kettle', quantity: 1, amount: 1_000 }],
  });

  /** What the domain refuses: path, body, status and code. */
  const refused: readonly (readonly [string, () => readonly [string, object], number, string])[] = [
    [
      'an unknown customer',
      () => [`/v1/customers/${UNKNOWN}/owner`, { owner: 'anna' }],
      404,
      'customer-not-found',
    ],
    [
      'an order of an unknown customer',
      () => ['/v1/orders', { ...order(), customerId: UNKNOWN }],
      404,
      'customer-not-found',
    ],
    [
      'an order of an unknown deal',
      () => ['/v1/orders', { ...order(), dealId: UNKNOWN }],
      404,
      'deal-not-found',
    ],
    [
      "an order of another customer's deal",
      () => ['/v1/orders', { ...order(), customerId: ids.other, dealId: ids.deal }],
      422,
      'deal-of-another-customer',
    ],
    [
      "an order of nobody's deal",
      () => ['/v1/orders', { ...order(), dealId: ids.loose }],
      422,
      'deal-without-customer',
    ],
    [
      'a discount above the total',
      () => ['/v1/orders', { ...order(), discount: 1_001 }],
      422,
      'discount-above-total',
    ],
    ['a refund of an unknown order', () => [`/v1/orders/${UNKNOWN}/refunds`, {}], 404, 'order-not-found'],
    [
      'a refund above what is left',
      () => [`/v1/orders/${ids.order}/refunds`, { amount: 1_001 }],
      422,
      'refund-above-remaining',
    ],
    [
      'a refund in another currency',
      () => [`/v1/orders/${ids.order}/refunds`, { amount: 1, currency: 'USD' }],
      422,
      'currency-mismatch',
    ],
    [
      'a refund of a line that is none',
      () => [`/v1/orders/${ids.order}/refunds`, { lines: [{ line: 2 }] }],
      422,
      'order-line-not-found',
    ],
    [
      'a refund before the order',
      () => [`/v1/orders/${ids.order}/refunds`, { occurredAt: '2026-01-04T00:00:00Z' }],
      422,
      'occurred-before-last',
    ],
    [
      'a refund to come',
      () => [`/v1/orders/${ids.order}/refunds`, { occurredAt: '9000-01-01T00:00:00Z' }],
      422,
      'occurred-in-future',
    ],
    [
      'a refund of a cancelled order',
      () => [`/v1/orders/${ids.cancelled}/refunds`, {}],
      409,
      'order-cancelled',
    ],
    ['a second cancellation', () => [`/v1/orders/${ids.cancelled}/cancellation`, {}], 409, 'order-cancelled'],
    ['an unknown deal', () => [`/v1/deals/${UNKNOWN}/win`, {}], 404, 'deal-not-found'],
    ['a win without a customer', () => [`/v1/deals/${ids.loose}/win`, {}], 409, 'deal-without-customer'],
    [
      'a win before the last stage',
      () => [`/v1/deals/${ids.deal}/win`, { occurredAt: '2026-01-09T00:00:00Z' }],
      422,
      'occurred-before-last',
    ],
    ['a win of a lost deal', () => [`/v1/deals/${ids.lost}/win`, {}], 409, 'deal-closed'],
    ['reopening an open deal', () => [`/v1/deals/${ids.deal}/reopening`, {}], 409, 'deal-not-closed'],
    ['an unknown stage', () => [`/v1/deals/${ids.deal}/stage`, { stage: 'nirvana' }], 422, 'unknown-stage'],
    [
      'attaching a deal twice',
      () => [`/v1/deals/${ids.deal}/customer`, { customerId: ids.other }],
      409,
      'deal-already-attached',
    ],
    [
      'attaching to nobody',
      () => [`/v1/deals/${ids.loose}/customer`, { customerId: UNKNOWN }],
      404,
      'customer-not-found',
    ],
    [
      'a change before the customer was there',
      () => [`/v1/customers/${ids.customer}/owner`, { owner: 'bo', occurredAt: '2025-12-31T00:00:00Z' }],
      422,
      'occurred-before-start',
    ],
    [
      'a relation to oneself',
      () => [`/v1/customers/${ids.customer}/relations`, { relation: 'household', relatedId: ids.customer }],
      422,
      'related-to-itself',
    ],
    [
      'a relation to nobody',
      () => [`/v1/customers/${ids.customer}/relations`, { relation: 'household', relatedId: UNKNOWN }],
      404,
      'related-customer-not-found',
    ],
    [
      'an e-mail address that is none',
      () => [`/v1/customers/${ids.customer}/contact-points`, { kind: 'e-mail', value: 'ada' }],
      422,
      'contact-point-invalid',
    ],
    [
      'a contact point to remove that is not there',
      () => [`/v1/customers/${ids.customer}/contact-point-removals`, { contactPointId: UNKNOWN }],
      404,
      'contact-point-not-found',
    ],
    ['an interaction with nobody', () => ['/v1/interactions', call(UNKNOWN)], 404, 'customer-not-found'],
    [
      "an interaction about another customer's deal",
      () => ['/v1/interactions', { ...call(ids.other), dealId: ids.deal }],
      422,
      'deal-of-another-customer',
    ],
    [
      "an interaction about nobody's deal",
      () => ['/v1/interactions', { ...call(ids.other), dealId: ids.loose }],
      422,
      'deal-without-customer',
    ],
    [
      "a correction to another customer's deal",
      () => [`/v1/interactions/${ids.call}/corrections`, { dealId: ids.deal }],
      422,
      'deal-of-another-customer',
    ],
    [
      "a correction to nobody's deal",
      () => [`/v1/interactions/${ids.call}/corrections`, { dealId: ids.loose }],
      422,
      'deal-without-customer',
    ],
  ];

  it.each(refused)('refuses %s', async (_, request, status, code) => {
    const [path, body] = request();
    expectProblem(await service.post(path, body), status, code);
  });

  it('goes on serving', async () => {
    expect((await service.send('GET', '/health/ready', JSON_TYPE)).json()).toEqual({ status: 'ok' });
  });
});
