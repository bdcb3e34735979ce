import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { validated } from '../commands/validation.js';
import { ListOf, TextList, Whole } from './fields.decorator.js';

class Line {
  @Whole({ min: 1, max: 9 })
  readonly quantity: number;
}

class Basket {
  @ListOf(() => Line, { min: 1, max: 2 })
  readonly lines: readonly Line[];

  @TextList({ max: 4, items: 2, optional: true })
  readonly tags?: readonly string[];
}

const one = { quantity: 1 };
const reading = (basket: object) => () => validated(Basket, basket);
const refusing = (problem: string) => new Error(`the request is invalid: ${problem}`);

describe('a whole number in a request', () => {
  it.each([null, 0, 10, 1.5, '1', []])('is told once what it must be: not %j', (quantity) => {
    const problem = 'lines.0.quantity must be a whole number from 1 to 9';
    expect(reading({ lines: [{ quantity }] })).toThrow(refusing(problem));
  });

  it.each([1, 9])('may be either of its bounds: %j', (quantity) => {
    expect(validated(Line, { quantity })).toEqual({ quantity });
  });
});

describe('a list in a request', () => {
  it.each([[[]], [[one, one, one]]])('is told once what it must be: not %j', (lines) => {
    expect(reading({ lines })).toThrow(refusing('lines must be a list of 1 to 2 items'));
  });

  it('names the element that is no object', () => {
    for (const other of [7, null, [], [one]])
      expect(reading({ lines: [one, other] })).toThrow(refusing('each of lines must be an object'));
    expect(reading({ lines: [one, 7] })).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ field: 'lines.1' })] }),
    );
  });

  it('may be of texts', () => {
    expect(reading({ lines: [one], tags: 'vip' })).toThrow(refusing('tags must be a list of 0 to 2 items'));
    expect(validated(Basket, { lines: [one], tags: ['vip'] })).toEqual({ lines: [one], tags: ['vip'] });
  });
});
