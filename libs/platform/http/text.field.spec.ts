import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError, validated } from '../commands/validation.js';
import { Text, TextList } from './fields.decorator.js';

class Named {
  @Text({ max: 4 })
  readonly name: string;

  @TextList({ max: 4, items: 2, optional: true })
  readonly tags?: readonly string[];

  @Text({ max: 4, without: ':', optional: true })
  readonly system?: string;
}

const messagesFor = (body: object): readonly string[] => {
  try {
    validated(Named, body);
    return [];
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.fields.map(({ message }) => message);
    throw error;
  }
};

const BLANK = 'name must be a text that is not blank';

describe('a text in a request', () => {
  it('is told, when it is missing or no text, that alone', () => {
    expect(messagesFor({})).toEqual(['name is missing']);
    expect(messagesFor({ name: 7 })).toEqual([BLANK]);
    expect(messagesFor({ name: 'Ada', tags: [7] })).toEqual([
      'each of tags must be a text that is not blank',
    ]);
  });

  it('has no more characters than it may, counted as code points', () => {
    expect(messagesFor({ name: '𝒜𝒹𝒶!', tags: ['four'] })).toEqual([]);
    expect(messagesFor({ name: 'Ada K' })).toEqual(['name must be no longer than 4 characters']);
    expect(messagesFor({ name: 'Ada', tags: ['three'] })).toEqual([
      'tags must be no longer than 4 characters',
    ]);
  });

  it('lacks what it must be without, and the document says so', () => {
    const { pattern } = Reflect.getMetadata('swagger/apiModelProperties', Named.prototype, 'system') as {
      pattern: string;
    };
    for (const [system, message] of [
      ['erp', undefined],
      [':erp', 'system must have no ":" in it'],
      ['e:', 'system must have no ":" in it'],
      [':', 'system must have no ":" in it'],
      [' ', 'system must be a text that is not blank'],
    ] as const) {
      expect(messagesFor({ name: 'Ada', system })).toEqual(message === undefined ? [] : [message]);
      expect(new RegExp(pattern).test(system)).toBe(message === undefined);
    }
  });

  it.each([
    '',
    ' \t\n',
    '\u00a0',
    '\u200b',
    '\u2060\ufeff',
    '\u00ad',
    '\u202e',
    '\u2800',
    '\u3164',
    '\u001c\u0085',
  ])('shows something: %j does not', (name) => {
    expect(messagesFor({ name })).toEqual([BLANK]);
  });

  it.each(['A', ' 王 ', '👩\u200d🔬', '\u200fא', '.'])(
    'may hold what is not seen beside what is: %j',
    (name) => {
      expect(messagesFor({ name })).toEqual([]);
    },
  );
});
