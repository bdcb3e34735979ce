import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError, validated } from '../commands/validation.js';
import { Text, TextList } from './fields.decorator.js';

class Named {
  @Text({ max: 4 })
  readonly name: string;

  @TextList({ max: 4, items: 2, optional: true })
  readonly tags?: readonly string[];
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
    expect(messagesFor({})).toEqual([BLANK]);
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
