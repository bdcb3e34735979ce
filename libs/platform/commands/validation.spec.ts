import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ListOf, Nested, OneOf, Text, TextList, Whole } from '../http/fields.decorator.js';
import { InvalidRequestError, validated } from './validation.js';

class Line {
  @Text({ max: 20 })
  readonly product: string;

  @Whole({ min: 1, max: 9 })
  readonly quantity: number;
}

class Basket {
  @ListOf(() => Line, { max: 3, optional: true })
  readonly lines?: readonly Line[];

  @Nested(() => Line, { optional: true })
  readonly gift?: Line;

  @TextList({ max: 10, items: 3, optional: true })
  readonly tags?: readonly string[];

  @OneOf(['web', 'shop'])
  readonly channel: string;
}

const refusalOf = (basket: object): InvalidRequestError => {
  try {
    validated(Basket, basket);
  } catch (error) {
    if (error instanceof InvalidRequestError) return error;
    throw error;
  }
  throw new Error('it was accepted');
};
const messagesFor = (basket: object): readonly string[] =>
  refusalOf(basket).fields.map(({ message }) => message);

describe('a request whose form is wrong', () => {
  it('is told of each field that is missing, and that alone', () => {
    expect(messagesFor({})).toEqual(['channel is missing']);
    expect(messagesFor({ channel: 'web', lines: [{ product: 'Kettle' }, { quantity: 1 }] })).toEqual([
      'lines.0.quantity is missing',
      'lines.1.product is missing',
    ]);
  });

  it('is told of each field that is unknown, with the one that was meant or those that there are', () => {
    expect(messagesFor({ chanel: 'web', gift: { produkt: 'Kettle', quantity: 0 } })).toEqual([
      'chanel is unknown; did you mean channel?',
      'gift.produkt is unknown; did you mean product?',
      'gift.product is missing',
      'channel is missing',
      'gift.quantity must be a whole number from 1 to 9',
    ]);
    expect(messagesFor({ channel: 'web', shoeSize: 44 })).toEqual([
      'shoeSize is unknown; known are lines, gift, tags, channel',
    ]);
  });

  it.each(['toString', 'constructor', 'hasOwnProperty'])('takes %s for an unknown field', (name) => {
    expect(refusalOf({ channel: 'web', [name]: 1 }).fields).toMatchObject([{ field: name }]);
  });

  it('is told of 20 problems, and how many more there are', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, 1]));
    const refusal = refusalOf({ channel: 'web', ...many });
    expect(refusal.fields).toHaveLength(20);
    expect(refusal.more).toBe(4_980);
    expect(refusal.message).toMatch(/; and 4980 more$/);
  });

  it('is shown names of its own no longer than they can be read', () => {
    const refusal = refusalOf({ channel: 'web', ['x'.repeat(500_000)]: { ['y'.repeat(500_000)]: 1e300 } });
    expect(JSON.stringify(refusal.fields).length).toBeLessThan(1_000);
  });

  it.each([
    ['a list', { tags: Array.from({ length: 5_000 }, () => ({})) }],
    ['a list of objects', { lines: Array.from({ length: 5_000 }, () => ({})) }],
    ['lists in a list', { lines: [[[{}]], [[]]] }],
    ['an object for a list', { lines: { product: {} } }],
    ['an object for a text', { channel: { web: {} } }],
    ['a list for an object', { gift: [{}] }],
  ])('is refused for %s, without a look at what can’t be right', (_, basket) => {
    const { fields, more } = refusalOf({ channel: 'web', ...basket });
    expect(fields.length + more).toBeGreaterThan(0);
    expect(fields.length + more).toBeLessThan(15);
  });
});
