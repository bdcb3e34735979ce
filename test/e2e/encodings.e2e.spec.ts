import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { EventCodec, type EventStore } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE } from '../../libs/event-sourcing/nest.js';
import { InProcessService } from '../support/in-process.service.js';

const person = (more = '') => `{"kind":"person","name":"Zoë"${more}}`;
const latin1 = Buffer.from(person(), 'latin1');
const JSON_TYPE = 'application/json';
const NDJSON = 'application/x-ndjson';

describe('a body in another encoding', () => {
  let service: InProcessService;

  beforeAll(async () => {
    service = await InProcessService.start();
  });

  afterAll(async () => {
    await service.stop();
  });

  const post = async (url: string, headers: Record<string, string>, payload: Buffer | string) => {
    const answer = await service.app.inject({
      method: 'POST',
      url,
      headers: { ...service.authorization, ...headers },
      payload,
    });
    return { status: answer.statusCode, body: answer.body, headers: answer.headers };
  };
  const customer = (headers: Record<string, string>, payload: Buffer | string = person()) =>
    post('/v1/customers', { 'content-type': JSON_TYPE, ...headers }, payload);

  it.each(['application/json', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"; v=1'])(
    'is none of %s',
    async (type) => {
      expect(await customer({ 'content-type': type })).toMatchObject({ status: 201 });
      expect(await customer({ 'content-type': type, 'content-encoding': 'identity' })).toMatchObject({
        status: 201,
      });
    },
  );

  it.each(['iso-8859-1', '"ISO-8859-1"', 'utf-16', 'utf-7', 'windows-1252'])(
    'is refused when it says so: %s',
    async (charset) => {
      for (const [url, type] of [
        ['/v1/customers', JSON_TYPE],
        ['/v1/commands', NDJSON],
      ] as const) {
        const answer = await post(url, { 'content-type': `${type}; charset=${charset}` }, latin1);
        expect(answer).toMatchObject({ status: 415 });
        expect(JSON.parse(answer.body)).toMatchObject({ code: 'unsupported-media-type' });
      }
    },
  );

  it('is refused when it does not say so', async () => {
    const refused = await customer({}, latin1);
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.body)).toMatchObject({
      code: 'malformed-request',
      detail: 'the body is not UTF-8',
    });
    const line = (data: string) => `{"type":"RegisterCustomer","data":${data}}\n`;
    const lines = Buffer.concat([Buffer.from(line(person()), 'latin1'), Buffer.from(line(person()))]);
    const answers = (await post('/v1/commands', { 'content-type': NDJSON }, lines)).body.trim().split('\n');
    expect(answers.map((text) => JSON.parse(text) as object)).toMatchObject([
      { line: 1, problem: { status: 400, detail: 'the line is not UTF-8' } },
      { line: 2, outcome: 'appended' },
    ]);
  });

  it.each(['gzip', 'br', 'identity, gzip', 'nonsense'])(
    'is refused when it is packed: %s',
    async (encoding) => {
      for (const [url, type] of [
        ['/v1/customers', JSON_TYPE],
        ['/v1/commands', NDJSON],
      ] as const) {
        const headers = { 'content-type': type, 'content-encoding': encoding };
        const answer = await post(url, headers, gzipSync(person()));
        expect(answer).toMatchObject({ status: 415, headers: { 'accept-encoding': 'identity' } });
      }
    },
  );

  it.each(['2026-01-01T24:00:00Z', '2026-01-01T23:60:00Z', '2026-01-01T23:00:00+24:00'])(
    'and the time %s are refused',
    async (time) => {
      const refused = await customer({}, person(`,"occurredAt":"${time}"`));
      expect(JSON.parse(refused.body)).toMatchObject({ status: 400, errors: [{ field: 'occurredAt' }] });
    },
  );

  it('leaves no trace in what is stored', async () => {
    const store = service.app.get<EventStore>(EVENT_STORE, { strict: false });
    const stored = await store.readAll({ limit: 100, direction: 'backwards' });
    const codec = service.app.get(EventCodec, { strict: false });
    const keys = await codec.keysToDecode(stored);
    for (const event of stored) expect(codec.decode(event, keys).data).toMatchObject({ name: 'Zoë' });
  });
});

describe('the id of a request', () => {
  let service: InProcessService;

  beforeAll(async () => {
    service = await InProcessService.start();
  });

  afterAll(async () => {
    await service.stop();
  });

  const answerTo = async (url: string, headers: Record<string, string> = {}) => {
    const { headers: answered, body } = await service.app.inject({
      method: 'GET',
      url,
      headers: { ...service.authorization, ...headers },
    });
    return { id: answered['request-id'], body };
  };

  it('is in every answer, and in every problem', async () => {
    const ids = new Set<unknown>();
    for (const url of ['/v1/customers', '/health/live', '/docs-json']) ids.add((await answerTo(url)).id);
    for (const url of ['/nothing', '/v1/customers/7', '/v1/customers/%E0%A4%A', '/v1/customers?a=1']) {
      const { id, body } = await answerTo(url);
      expect(JSON.parse(body)).toMatchObject({ requestId: id });
      ids.add(id);
    }
    expect(ids.has(undefined)).toBe(false);
    expect(ids.size).toBe(7);
  });

  it('is in the answer that leads from / to the documentation', async () => {
    const { statusCode, headers } = await service.app.inject({ method: 'GET', url: '/' });
    expect({ statusCode, location: headers.location }).toEqual({ statusCode: 302, location: '/docs' });
    expect(headers['request-id']).toBeDefined();
  });

  it('is the caller’s own where it can be told in a log', async () => {
    expect(await answerTo('/v1/customers/7', { 'request-id': 'a-7' })).toMatchObject({ id: 'a-7' });
    expect((await answerTo('/v1/customers/7', { 'request-id': 'a 7' })).id).not.toBe('a 7');
  });

  it('is in every refused line of a batch', async () => {
    const { body } = await service.app.inject({
      method: 'POST',
      url: '/v1/commands',
      headers: { ...service.authorization, 'content-type': NDJSON, 'request-id': 'a-8' },
      payload: '{}\nx\n',
    });
    expect(
      body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([{ problem: { requestId: 'a-8' } }, { problem: { requestId: 'a-8' } }]);
  });
});
