import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenAPIObject } from '@nestjs/swagger';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InProcessService } from '../support/in-process.service.js';
import { shapeOf } from './shape.js';
import { TOLD_AT } from './story.js';
import { exampleAnswer, routesOf, Telling, type Told } from './telling.js';

const OUT_OF_DATE = 'out of date: run `npm run openapi` and look at what it changed';

/**
 * Refused unless something went wrong before; a stream of lines; what needs the purchases of many customers; a drawing. All
 * have specs of their own. So has what goes on after the answer.
 */
const LEFT_OUT = [
  'skipProjectionEvent',
  'skipReactionEvent',
  'sendCommands',
  ...['fitLifetimeValue', 'getLifetimeValueFit', 'validateLifetimeValueFit', 'plotLifetimeValueValidation'],
  ...['listPredictions', 'predictCustomer', 'totalPredictions'],
  'drawCohorts',
  'getErasure',
  // There are no rules unless they are set.
  ...['listDue', 'carryOutRetention', 'listCarryOuts', 'getCarryOut'],
  'exportCustomer',
  'getSigningKey',
  // Of streams that nobody names the id of.
  ...[
    'getAnalyticsStreamHistory',
    'getExternalIdHistory',
    'getPrivacyStreamHistory',
    'getSuppressionHistory',
    'getRevocationsHistory',
  ],
];

describe('the OpenAPI document', () => {
  let service: InProcessService;
  let document: OpenAPIObject;
  let told: readonly Told[];

  beforeAll(async () => {
    service = await InProcessService.start({}, undefined, () => TOLD_AT);
    const client = await service.listen();
    document = JSON.parse((await client.get('/docs-json')).text) as OpenAPIObject;
    told = await new Telling(client, document).tell();
  }, 60_000);

  afterAll(async () => {
    await service.stop();
  });

  const operations = () => [...routesOf(document)].map(([id, { operation }]) => ({ id, operation }));

  it('is the one in docs/openapi.json', () => {
    const kept = JSON.parse(readFileSync(join('docs', 'openapi.json'), 'utf8')) as unknown;
    const [now, then] = [document, kept].map((each) => JSON.stringify(each));
    expect(now === then ? undefined : OUT_OF_DATE).toBeUndefined();
  });

  it('has an example for every operation, which the service accepts', () => {
    expect(told.filter(({ status }) => status >= 300)).toEqual([]);
    const sent = new Set([...told.map(({ operation }) => operation), ...LEFT_OUT]);
    expect(operations().filter(({ id }) => !sent.has(id))).toEqual([]);
  });

  it('shows answers as the service gives them', () => {
    const routes = routesOf(document);
    for (const { operation, body } of told) {
      const route = routes.get(operation);
      const example = route && exampleAnswer(route.operation);
      expect({ operation, shape: shapeOf(example) }).toEqual({ operation, shape: shapeOf(body) });
    }
  });

  it('says of every operation what it is called, does, and refuses with', () => {
    for (const { id, operation } of operations()) {
      expect(id).toMatch(/^(?!.*Controller)[a-z]+[A-Z]/);
      expect(operation).toMatchObject({ summary: expect.any(String), description: expect.any(String) });
    }
  });

  it('lists the codes of each refusal', () => {
    const { operation } = routesOf(document).get('winDeal') ?? {};
    const codes = (status: string) => {
      const response = operation?.responses[status];
      const schema =
        response && '$ref' in response ? undefined : response?.content?.['application/problem+json']?.schema;
      return JSON.stringify(schema);
    };
    expect(codes('404')).toContain('"enum":["deal-not-found"]');
    expect(codes('409')).toContain('"enum":["deal-closed","deal-without-customer","too-much-contention"]');
    expect(codes('500')).toContain('"enum":["event-damaged","events-missing"]');
  });

  it('describes every tag', () => {
    const described = new Set(
      document.tags?.filter(({ description }) => description).map(({ name }) => name),
    );
    const used = operations().flatMap(({ operation }) => operation.tags ?? []);
    expect(used.filter((tag) => !described.has(tag))).toEqual([]);
  });

  it('describes every parameter of a query, and gives every body an example', () => {
    const inQueries = operations().flatMap(({ id, operation: { parameters = [] } }) =>
      parameters.flatMap((each) => ('$ref' in each || each.in !== 'query' ? [] : [{ id, ...each }])),
    );
    expect(inQueries.filter(({ description = '' }) => description === '')).toEqual([]);
    const bodies = operations().flatMap(({ id, operation: { requestBody: body } }) =>
      body === undefined || '$ref' in body
        ? []
        : Object.values(body.content).map((each) => ({ id, ...each })),
    );
    expect(bodies.filter(({ examples }) => examples === undefined)).toEqual([]);
  });

  it('has no long patterns among parameters', () => {
    const parameters = operations().flatMap(({ operation }) => operation.parameters ?? []);
    const patterns = JSON.stringify(parameters).match(/"pattern":"[^"]*"/g) ?? [];
    expect(patterns.filter((pattern) => pattern.length > 60)).toEqual([]);
  });
});
