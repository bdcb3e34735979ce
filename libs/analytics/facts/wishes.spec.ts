import { describe, expect, it } from '@jest/globals';
import { consentsTo, noWishes, type WishesAsOf } from './wishes.js';

describe('what a customer consents to', () => {
  const both = { given: ['news', 'offers/sms'] };

  it.each<[Partial<WishesAsOf>, string, boolean]>([
    [{}, 'news', false],
    [both, 'news', true],
    // A consent to the purpose as such is one on every channel.
    [both, 'news/e-mail', true],
    [both, 'offers/sms', true],
    [both, 'offers', false],
    [both, 'offers/e-mail', false],
    [{ ...both, refused: ['news/e-mail'] }, 'news/e-mail', false],
    [{ ...both, refused: ['news/e-mail'] }, 'news', true],
    [{ given: ['news/e-mail'], refused: ['news'] }, 'news/e-mail', false],
    [{ ...both, objections: ['news'] }, 'news', false],
    [{ ...both, objections: ['news'] }, 'offers/sms', true],
    [{ ...both, objections: [''] }, 'offers/sms', false],
    [{ ...both, restricted: true }, 'news', false],
  ])('is, with %j, for %s: %s', (wishes, name, expected) => {
    expect(consentsTo({ ...noWishes, ...wishes }, name)).toBe(expected);
  });
});
