import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from '../../libs/platform/http/openapi.operations.js';

const document = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
) as OpenAPIObject;

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: { readonly format?: string; readonly example?: unknown };
}

/** Each parameter of a query, as `listDeals closedBefore`. */
const parameters = operationsOf(document).flatMap(({ operation }) =>
  ((operation.parameters ?? []) as readonly Parameter[])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, required, schema: { format, example } }) => ({
      of: `${operation.operationId ?? ''} ${name}`,
      name,
      required,
      format,
      example,
    })),
);

/** The properties of each schema, by its name. */
const properties = Object.entries(document.components?.schemas ?? {}).flatMap(([name, schema]) =>
  'properties' in schema && schema.properties ? [{ of: name, names: Object.keys(schema.properties) }] : [],
);

describe('a name of the interface', () => {
  it('is no example where it may be left out: the page at /docs would fill it in, and find nothing', () => {
    expect(parameters.filter(({ required, example }) => !required && example !== undefined)).toEqual([]);
  });

  it('says whether a bound is included: `to` is a last day, `before` is a time that is not', () => {
    expect(parameters.filter(({ name, format }) => name === 'to' && format === 'date-time')).toEqual([]);
    expect(parameters.filter(({ name, format }) => name === 'before' && format !== 'date-time')).toEqual([]);
    expect(parameters.map(({ of }) => of)).toContain('listAccesses before');
  });

  it('is logPosition for what an answer is complete to, and position for where an event stands', () => {
    const described = Object.entries(document.components?.schemas ?? {}).flatMap(([of, schema]) => {
      const position = 'properties' in schema ? schema.properties?.position : undefined;
      return position && 'description' in position ? [{ of, description: position.description }] : [];
    });
    expect(described.filter(({ description }) => description?.startsWith('The answer holds'))).toEqual([]);
    const names = properties.filter(({ names: each }) => each.includes('logPosition')).map(({ of }) => of);
    expect(names).toEqual(expect.arrayContaining(['CustomerList', 'HistoryAnswer', 'PurchaseReportAnswer']));
  });

  it('is the same wherever a customer is asked for', () => {
    const others = parameters.filter(({ name }) => ['account', 'customer'].includes(name));
    expect(others).toEqual([]);
    expect(parameters.map(({ of }) => of)).toContain('reportSales customerId');
  });

  it('is the same for an amount on an order, in a profile and in a report', () => {
    const withGross = properties.filter(({ names }) => names.includes('gross'));
    expect(withGross.map(({ of }) => of)).toEqual(
      expect.arrayContaining([
        'OrderLineAnswer',
        'OrderAnswer',
        'PurchasesAnswer',
        'SpendAnswer',
        'PurchaseGroup',
      ]),
    );
    const lacks = (wanted: readonly string[]) =>
      wanted.filter((name) => withGross.some(({ names }) => !names.includes(name)));
    expect(lacks(['refunded', 'net'])).toEqual([]);
    const ofOrders = withGross.filter(({ names }) => names.includes('discount'));
    expect(ofOrders.map(({ of, names }) => [of, names.includes('beforeDiscount')])).toEqual([
      ['OrderLineAnswer', true],
      ['OrderAnswer', true],
    ]);
  });

  it('is that of the models for what they are given, and daysSinceLast for the recency of scores', () => {
    const [prediction, scores] = ['PredictionAnswer', 'CustomerScores'].map(
      (schema) => properties.find(({ of }) => of === schema)?.names,
    );
    expect(prediction).toEqual(expect.arrayContaining(['frequency', 'recency', 'age', 'daysSinceLast']));
    expect(scores).toContain('daysSinceLast');
    expect(scores).not.toContain('recency');
  });
});
