import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import { InProcessService } from '../support/in-process.service.js';

const LIMIT = 1_048_576;
/** In bytes. */
const LARGEST_ANSWER = 65_536;
/** Objects that are validated: more than the lines of the largest order. */
const MOST_VALIDATED = 250;

/** Processor time for a body, as a multiple of that for an empty one. */
const MOST_TIMES_EMPTY = 20;
/**
 * The least of so many is what a body costs; the others hold what collecting garbage, compiling and other threads took
 * meanwhile. All bodies take their turn in each round, since such work lasts longer than one body's rounds would.
 */
const ROUNDS = 16;

/** As many repetitions as a body may hold. */
const filled = (before: string, piece: (index: number) => string, after: string): string => {
  const pieces: string[] = [];
  let size = before.length + after.length;
  for (let index = 0; ; index += 1) {
    const next = piece(index);
    size += Buffer.byteLength(next) + 1;
    if (size > LIMIT) return before + pieces.join(',') + after;
    pieces.push(next);
  }
};

const few = (count: number, piece: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => piece(index)).join(',');

const person = '"kind":"person","name":"Ada"';
const long = (length: number) => 'x'.repeat(length);
const NUL = '\\u0001';

/** Bodies for `POST /v1/customers`, each wrong, at the limit of what is read. */
const hostile: readonly (readonly [string, string])[] = [
  ['empty objects in a list', filled(`{${person},"contactPoints":[`, () => '{}', ']}')],
  ['empty lists in a list', filled(`{${person},"contactPoints":[`, () => '[]', ']}')],
  ['numbers in a list of texts', filled(`{${person},"tags":[`, () => '1', ']}')],
  ['unknown fields', filled(`{${person},`, (index) => `"f${index}":1`, '}')],
  ['unknown fields of objects in a list', filled(`{${person},"externalIds":[`, () => '{"a":1}', ']}')],
  ['lists in one another', '['.repeat(LIMIT / 2) + ']'.repeat(LIMIT / 2)],
  ['lists in one another that end nowhere', '['.repeat(LIMIT)],
  ['objects in one another', `${'{"a":'.repeat(170_000)}1${'}'.repeat(170_000)}`],
  ['one name', `{${person},"${long(LIMIT - 100)}":1}`],
  [
    'names that take six bytes a character',
    `{${person},${few(9, (i) => `"${i}${NUL.repeat(19_000)}":{"a":1e300}`)}}`,
  ],
  ['one text', `{"kind":"person","name":"${long(LIMIT - 100)}"}`],
  ['one blank text', `{"kind":"person","name":"${' '.repeat(LIMIT - 100)}"}`],
  ['one time', `{${person},"occurredAt":"2026-01-01T00:00:00.${'0'.repeat(LIMIT - 100)}"}`],
  ['one number', `{${person},"birthDate":${'1'.repeat(LIMIT - 100)}}`],
  ['quotes in a text', `{${person},"region":"${'\\"'.repeat(LIMIT / 2 - 100)}"}`],
  ['commas in a text, cut off', `{${person},"region":"${','.repeat(LIMIT - 100)}`],
  // Just few enough to be looked at.
  ['objects that are validated', `{${person},"externalIds":[${few(2_400, () => '{}')}]}`],
  ['fields that are validated', `{${person},${few(4_900, (index) => `"f${index}":1`)}}`],
  ['fields of a text', `{"kind":"person","name":{${few(4_900, (index) => `"f${index}":1`)}}}`],
  ['long fields', `{${person},${few(1_000, (index) => `"${index}${long(1_000)}":1`)}}`],
];

describe('a hostile body', () => {
  let service: InProcessService;
  let validated = 0;

  beforeAll(async () => {
    service = await InProcessService.start();
    const storage = getMetadataStorage();
    const find = storage.getTargetValidationMetadatas.bind(storage);
    storage.getTargetValidationMetadatas = (...of) => {
      validated += 1;
      return find(...of);
    };
  });

  afterAll(async () => {
    await service.stop();
  });

  const sent = async (url: string, type: string, payload: string) => {
    validated = 0;
    const { statusCode, body } = await service.app.inject({
      method: 'POST',
      url,
      headers: { ...service.authorization, 'content-type': type },
      payload,
    });
    return { statusCode, body };
  };

  it.each(hostile)('of %s is refused by a short answer, and hardly looked at', async (_, body) => {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LIMIT);
    const answer = await sent('/v1/customers', 'application/json', body);
    expect(answer.statusCode).toBe(400);
    expect(Buffer.byteLength(answer.body)).toBeLessThan(LARGEST_ANSWER);
    expect(validated).toBeLessThan(MOST_VALIDATED);
  });

  /** Processor time of this process, in microseconds, for one request. */
  const cost = async (body: string): Promise<number> => {
    const before = process.cpuUsage();
    await sent('/v1/customers', 'application/json', body);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };

  it('takes a bounded multiple of the processor time of an empty one', async () => {
    const empty = { name: 'empty', body: '{}', least: Infinity };
    const bodies = hostile.map(([name, body]) => ({ name, body, least: Infinity }));
    for (let round = 0; round < ROUNDS; round += 1)
      for (const each of [empty, ...bodies]) each.least = Math.min(each.least, await cost(each.body));
    const costly = bodies
      .map(({ name, least }) => ({ name, times: least / empty.least }))
      .filter(({ times }) => times > MOST_TIMES_EMPTY);
    expect(costly).toEqual([]);
  });

  it.each(hostile)('of %s is no better as a line of NDJSON', async (_, body) => {
    const line = `{"type":"RegisterCustomer","data":${body.slice(0, LIMIT - 100)}}`;
    const answer = await sent('/v1/commands', 'application/x-ndjson', line);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toMatch(/^\{"line":1,"problem":\{.*"status":400.*\}\n$/);
    expect(Buffer.byteLength(answer.body)).toBeLessThan(LARGEST_ANSWER);
    expect(validated).toBeLessThan(MOST_VALIDATED);
  });

  it.each([
    ['many parameters', Array.from({ length: 5_000 }, (_, index) => index.toString(36)).join('&')],
    ['one parameter many times', 'a&'.repeat(7_000)],
    ['a known parameter many times', 'name&'.repeat(3_000)],
    ['a long name', long(15_000)],
    ['a long value', `name=${long(15_000)}`],
    ['a long value of characters that take nine bytes', `name=${'%00'.repeat(5_000)}`],
  ])('is refused as a query of %s, too', async (_, query) => {
    validated = 0;
    const { statusCode, body } = await service.app.inject({
      method: 'GET',
      url: `/v1/customers?${query}`,
      headers: service.authorization,
    });
    expect(statusCode).toBe(400);
    expect(Buffer.byteLength(body)).toBeLessThan(LARGEST_ANSWER);
    expect(validated).toBeLessThan(MOST_VALIDATED);
  });

  it('names 20 errors, and counts the rest', async () => {
    const body = `{${person},${few(50, (index) => `"f${index}":1`)}}`;
    const answer = await sent('/v1/customers', 'application/json', body);
    const { errors, moreErrors } = JSON.parse(answer.body) as { errors: object[]; moreErrors: number };
    expect({ named: errors.length, moreErrors }).toEqual({ named: 20, moreErrors: 30 });
  });
});
