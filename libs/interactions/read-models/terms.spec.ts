import { describe, expect, it } from '@jest/globals';
import { termsAskedFor, termsOf } from './terms.js';

const isFound = (asked: string, text: string): boolean => {
  const terms = termsOf(text);
  const wanted = termsAskedFor(asked);
  return wanted.length > 0 && wanted.every((term) => terms.includes(term));
};

describe('the words of an interaction', () => {
  it.each([
    ['invoice', 'Where is my Invoice?', true],
    ['INVOICE where', 'Where is my invoice?', true],
    ['cafe', 'Un café à Zürich', true],
    ['zurich', 'Un café à Zürich', true],
    ['invoices', 'Where is my invoice?', false],
    ['发票', '客户要发票。', true],
    ['票', '客户要发票。', true],
    ['发客', '客户要发票。', false],
    ['GTX500 发票', '给GTX500开发票', true],
    ['...', 'anything', false],
  ])('%j in %j: %s', (asked, text, found) => {
    expect(isFound(asked, text)).toBe(found);
  });

  it('are so many at most, and no longer than a word is', () => {
    expect(termsOf(Array.from({ length: 1_000 }, (_, index) => `word${index}`).join(' '))).toHaveLength(500);
    expect(termsOf('x'.repeat(1_000))).toEqual(['x'.repeat(40)]);
  });
});
