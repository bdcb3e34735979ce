import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type EventStore } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import { type RequestHeaders } from '../support/http.client.js';
import { InProcessService } from '../support/in-process.service.js';
import { until } from '../support/until.js';

const LONG_TEST = 240_000;
const NDJSON = 'application/x-ndjson';
const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

interface LineAnswer {
  readonly line: number;
  readonly id?: string;
  readonly outcome?: string;
  readonly revision?: number;
  readonly problem?: {
    readonly status: number;
    readonly code: string;
    readonly errors?: { field: string }[];
  };
}

const register = (number: number, more: object = {}) => ({
  type: 'RegisterCustomer',
  id: idOf(number),
  key: `register-${number}`,
  data: { kind: 'person', name: `Customer ${number}` },
  ...more,
});
const bodyOf = (...lines: readonly unknown[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
const answersIn = (body: string): LineAnswer[] =>
  body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LineAnswer);

describe('many commands in one request', () => {
  let service: InProcessService;
  let url: URL;
  let store: EventStore;

  beforeAll(async () => {
    service = await InProcessService.start();
    url = new URL('/v1/commands', await service.app.getHttpAdapter().getInstance().listen({ port: 0 }));
    store = service.app.get<EventStore>(EVENT_STORE, { strict: false });
  }, LONG_TEST);
  afterAll(() => service.stop(), LONG_TEST);

  const post = async (body: string, headers: RequestHeaders = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': NDJSON, ...service.authorization, ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  const answers = async (body: string): Promise<LineAnswer[]> => answersIn((await post(body)).text);

  it('are answered in order, a bad line alone refused, in the words of its own route', async () => {
    const found = await answers(
      bodyOf(
        register(1),
        '',
        '{"type":',
        '[]',
        { type: 'PlaceOrdr' },
        { type: 'AssignOwner', data: { owner: 'anna' } },
        { type: 'AssignOwner', id: idOf(404), data: { owner: 'anna' } },
        { type: 'AssignOwner', id: idOf(1), data: { owner: '', colour: 'red' } },
        { type: 'AssignOwner', id: 'x', ifMatch: -1, nothing: 1 },
        { type: 'UnbookOrder', id: idOf(1) },
        `{"type":"RegisterCustomer","data":"${'a'.repeat(1_100_000)}"}`,
        register(2),
      ),
    );
    expect(
      found.map(({ line, outcome, problem }) => [
        line,
        outcome ?? problem?.code,
        problem?.status,
        ...(problem?.errors ?? []).map(({ field }) => field),
      ]),
    ).toEqual([
      [1, 'appended', undefined],
      [3, 'malformed-request', 400],
      [4, 'invalid-request', 400, ''],
      [5, 'invalid-request', 400, 'type'],
      [6, 'invalid-request', 400, 'id'],
      [7, 'customer-not-found', 404],
      [8, 'invalid-request', 400, 'colour', 'owner'],
      [9, 'invalid-request', 400, 'nothing', 'id', 'ifMatch'],
      [10, 'invalid-request', 400, 'type'],
      [11, 'body-too-large', 413],
      [12, 'appended', undefined],
    ]);
  });

  it('take effect once under one key, and only for the revision that is asked for', async () => {
    const lines = [
      register(10),
      register(10),
      register(10, { data: { kind: 'person', name: 'Another' } }),
      { type: 'AssignOwner', id: idOf(10), ifMatch: 7, data: { owner: 'anna' } },
      { type: 'AssignOwner', id: idOf(10), ifMatch: 0, data: { owner: 'anna' } },
    ];
    const outcomes = (await answers(bodyOf(...lines))).map(
      ({ outcome, problem }) => outcome ?? problem?.code,
    );
    expect(outcomes).toEqual(['appended', 'repeated', 'command-id-reused', 'revision-mismatch', 'appended']);
  });

  it('wait for the lines before them that change what they change or mention', async () => {
    const order = { currency: 'EUR', lines: [{ product: 'Kettle', quantity: 1, amount: 100 }] };
    const lines = Array.from({ length: 40 }, (_, index) => [
      register(100 + index),
      { type: 'PlaceOrder', id: idOf(200 + index), data: { ...order, customerId: idOf(100 + index) } },
      { type: 'RefundOrder', id: idOf(200 + index), data: { amount: 60 } },
      { type: 'RefundOrder', id: idOf(200 + index), data: { amount: 40 } },
    ]).flat();
    const found = await answers(bodyOf(...lines));
    expect(found.map(({ outcome, problem }) => outcome ?? problem?.code)).toEqual(
      lines.map(() => 'appended'),
    );
  });

  it('are recorded as the doing of the one who sent the request', async () => {
    await post(bodyOf(register(300, { correlationId: 'move-7' })), await service.as('anna', 'web-shop'));
    const [event] = await store.readStream(`customer-${idOf(300)}`);
    expect(event?.metadata).toMatchObject({
      actor: { id: 'anna', service: 'web-shop', verified: true },
      correlationId: 'move-7',
    });
    expect((await post(bodyOf(register(301)), { authorization: 'Bearer x' })).status).toBe(401);
  });

  it('are refused as a whole when they are no NDJSON', async () => {
    for (const type of ['application/json', 'text/plain', 'nonsense']) {
      const { status, text } = await post('{"a', { 'content-type': type });
      expect([status, text]).toEqual([415, expect.stringContaining('"code":"unsupported-media-type"')]);
    }
    const elsewhere = await fetch(new URL('/v1/customers', url), {
      method: 'POST',
      headers: { 'content-type': NDJSON, ...service.authorization },
      body: '{}\n',
    });
    expect(elsewhere.status).toBe(415);
  });

  it('of a body that is cut off are answered as far as they came', async () => {
    const found = await answers(bodyOf(register(310)) + JSON.stringify(register(311)).slice(0, -2));
    expect(found.map(({ outcome, problem }) => outcome ?? problem?.code)).toEqual([
      'appended',
      'malformed-request',
    ]);
    expect(await store.readStream(`customer-${idOf(311)}`)).toEqual([]);
  });

  it('whose connection is lost take effect as far as whole lines came', async () => {
    const socket = connect(Number(url.port), url.hostname);
    const { authorization = '' } = service.authorization;
    const head = `POST /v1/commands HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: ${NDJSON}\r\nContent-Length: 100000\r\n\r\n`;
    socket.write(head + bodyOf(register(320)) + JSON.stringify(register(321)));
    await once(socket, 'data');
    socket.destroy();
    expect(await store.readStream(`customer-${idOf(320)}`)).toHaveLength(1);
    expect(await store.readStream(`customer-${idOf(321)}`)).toEqual([]);
    expect((await answers(bodyOf(register(320)))).map(({ outcome }) => outcome)).toEqual(['repeated']);
  });

  it(
    'wait for a reader of the answers that stops, and go on with it',
    async () => {
      const number = 40_000;
      const headers = { 'content-type': NDJSON, ...service.authorization };
      const request = httpRequest(url, { method: 'POST', agent: false, headers });
      // Refusals are cheap, and longer than the lines: the answers fill every buffer on the way.
      const type = 'x'.repeat(150);
      let sent = 0;
      const write = (): void => {
        while (sent < number) {
          sent += 1;
          if (!request.write(bodyOf({ type }))) return;
        }
        request.end();
      };
      request.on('drain', write);
      write();
      const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
      // Nobody reads: the service stops reading, so the lines stay here.
      let before = -1;
      await until('the writing to stop', () => {
        const stopped = before === sent;
        before = sent;
        return stopped;
      });
      expect(sent).toBeLessThan(number);
      const found = answersIn(await text(response));
      expect(found).toHaveLength(number);
      expect(found.every(({ line }, index) => line === index + 1)).toBe(true);
    },
    LONG_TEST,
  );

  it(
    'may be ten thousand',
    async () => {
      const lines = Array.from({ length: 10_000 }, (_, index) => register(1_000_000 + index));
      const found = await answers(bodyOf(...lines));
      expect(found.map(({ id }) => id)).toEqual(lines.map(({ id }) => id));
      expect(found.every(({ outcome }) => outcome === 'appended')).toBe(true);
    },
    LONG_TEST,
  );

  const ends = async (): Promise<void> => {
    const ending = await InProcessService.start();
    const address = await ending.app.getHttpAdapter().getInstance().listen({ port: 0 });
    const request = httpRequest(new URL('/v1/commands', address), {
      method: 'POST',
      agent: false,
      headers: { 'content-type': NDJSON, ...ending.authorization },
    });
    request.on('error', () => undefined);
    request.write(bodyOf(register(1)));
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    const whole = text(response);
    await ending.stop();
    expect(answersIn(await whole)).toMatchObject([{ line: 1, outcome: 'appended' }]);
  };

  it('end with what has been begun when the service shuts down', ends, LONG_TEST);
});
