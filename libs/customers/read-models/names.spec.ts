import { describe, expect, it } from '@jest/globals';
import { folded } from '../../platform/folded-text.js';
import { beginningsOf, startOf, startsOf, wordsOf } from './names.js';

describe('names', () => {
  it('are folded: case, accents and width make no difference', () => {
    expect(folded(' ÉMILE Ｚola ')).toBe('emile zola');
  });

  it.each([
    ['Straße', 'strasse'],
    ['GROẞ', 'gross'],
    ['Søren Æbelø', 'soren aebelo'],
    ['Łukasz', 'lukasz'],
    ['Þórður', 'thordur'],
    ['İstanbul Işık', 'istanbul isik'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['Œuvre ﬁne', 'oeuvre fine'],
    ['王小明', '王小明'],
  ])('%s is the same as %s', (name, same) => {
    expect(folded(name)).toBe(same);
    expect(beginningsOf(name)).toEqual(beginningsOf(same));
  });

  it('are found at the beginning of each word', () => {
    expect(wordsOf("Jean-Luc O'Neill & Söhne")).toEqual(['jean', 'luc', 'o', 'neill', 'sohne']);
    expect(wordsOf('Ada ada ADA')).toEqual(['ada']);
    expect(wordsOf('…')).toEqual([]);
  });

  it('in Han are found at every character', () => {
    expect(wordsOf('王小明')).toEqual(['王小明', '小明', '明']);
    expect(wordsOf('北京Tea')).toEqual(['北京tea', '京tea', 'tea']);
    expect(wordsOf('𠮷野')).toEqual(['𠮷野', '野']);
  });

  it('are looked for as they are written', () => {
    expect(beginningsOf('小明 Tea-h')).toEqual(['小明', 'tea', 'h']);
  });

  it('are told apart by no more than forty characters of a word', () => {
    expect(wordsOf('x'.repeat(100))).toEqual(['x'.repeat(40)]);
    expect(beginningsOf('x'.repeat(100))).toEqual(['x'.repeat(40)]);
  });

  it('have starts of one and of three characters', () => {
    expect(startsOf(['adam', 'ada', 'a', '𠮷野', '𠮷野家で'])).toEqual(['ada', 'a', '𠮷', '𠮷野家']);
  });

  it.each([
    ['a', 'a'],
    ['ad', 'a'],
    ['ada', 'ada'],
    ['adam', 'ada'],
    ['𠮷野', '𠮷'],
  ])('that begin with %s have the start %s', (beginning, start) => {
    expect(startOf(beginning)).toBe(start);
  });
});
