import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { loadMapping, parseMapping } from './mapping.schema.js';

const valid = `
name: shop
input: { format: csv }
commands:
  - command: PlaceOrder
    body:
      customerId: { derivedId: [shop, '{customer}'] }
      lines:
        - product: CD
          amount: { column: dollars, as: amount, currency: USD }
`;

const problemOf = (text: string): string => {
  try {
    parseMapping('shop.yaml', text);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'none';
};

describe('a mapping', () => {
  it('is read, with what it leaves out filled in', () => {
    expect(parseMapping('shop.yaml', valid)).toEqual({
      name: 'shop',
      input: { format: 'csv', delimiter: ',', empty: [''], replace: {} },
      passes: [
        [
          {
            command: 'PlaceOrder',
            key: 'PlaceOrder',
            when: [],
            body: {
              kind: 'object',
              fields: {
                customerId: {
                  kind: 'derivedId',
                  parts: [
                    { kind: 'constant', value: 'shop' },
                    { kind: 'template', parts: ['', ''], columns: ['customer'] },
                  ],
                },
                lines: {
                  kind: 'list',
                  items: [
                    {
                      kind: 'object',
                      fields: {
                        product: { kind: 'constant', value: 'CD' },
                        amount: {
                          kind: 'column',
                          column: 'dollars',
                          replace: {},
                          conversion: { as: 'amount', currency: 'USD', decimal: '.' },
                        },
                      },
                    },
                  ],
                },
              },
            },
          },
        ],
      ],
    });
  });

  it.each([
    ['is not YAML', 'name: [', /^shop\.yaml line 1: /],
    ['lacks its name', valid.replace('name: shop', ''), 'shop.yaml line 3: needs "name"'],
    ['lacks commands', 'name: shop\ninput: { format: csv }\n', 'needs either "commands", or "passes"'],
    [
      'has an unknown key',
      valid.replace('    body:', '    bodi: 1\n    body:'),
      'shop.yaml line 6: commands[0].bodi is not known here; known are command, key, id, once, when, body',
    ],
    [
      'has an unknown conversion',
      valid.replace('as: amount', 'as: money'),
      'shop.yaml line 10: commands[0].body.lines[0].amount.as must be one of text, whole, flag, amount, day, instant',
    ],
    ['has a wrong currency', valid.replace('USD', 'dollars'), 'amount.currency must be an ISO 4217 code'],
    ['lacks a currency', valid.replace(', currency: USD', ''), 'amount needs "currency"'],
    ['has an unknown format', valid.replace('csv', 'xml'), 'input.format must be one of csv, ndjson'],
    [
      'has a wrong date format',
      valid.replace('as: amount, currency: USD', 'as: day, format: MM/YYYY'),
      'amount.format must have YYYY, MM or M, and DD or D',
    ],
    [
      'flags an estimate that it does not make',
      valid.replace('as: amount, currency: USD', 'estimated: guessed'),
      'has "estimated" but no "missing"',
    ],
    [
      'tests nothing in a condition',
      valid.replace('    body:', '    when: { column: customer }\n    body:'),
      'commands[0].when needs either "is" or "present"',
    ],
    [
      'sends two commands under one key',
      `${valid}  - command: PlaceOrder\n`,
      'has two commands with the key PlaceOrder; give one of them a "key" of its own',
    ],
  ])('that %s is refused', (_, text, message) => {
    expect(problemOf(text)).toMatch(message);
  });

  it('that is not there is named', () => {
    expect(() => loadMapping('/nowhere/shop.yaml')).toThrow("the mapping /nowhere/shop.yaml can't be read");
  });

  it.each(['cdnow.yaml', 'crm-sales/accounts.yaml', 'crm-sales/deals.yaml'])(
    'that is shipped is read: %s',
    (name) => {
      expect(() => loadMapping(`mappings/${name}`)).not.toThrow();
    },
  );

  it('that the documentation shows is read', () => {
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(readFileSync('mappings/README.md', 'utf8')) ?? [];
    expect(parseMapping('README.md', example)).toMatchObject({ name: 'shop' });
  });
});
