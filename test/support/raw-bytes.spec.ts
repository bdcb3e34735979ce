import { describe, expect, it } from '@jest/globals';
import { textsIn } from './raw-bytes.js';

const NAME = 'Zoë "Zz" Ünsal';

describe('The search for a text in bytes', () => {
  it.each([
    ['UTF-8', Buffer.from(`…${NAME}…`)],
    ['another case', Buffer.from(NAME.replace('Zz', 'zZ'))],
    ['UTF-16', Buffer.from(NAME, 'utf16le')],
    ['UTF-16 of the other order', Buffer.from(NAME, 'utf16le').swap16()],
    ['JSON', Buffer.from(JSON.stringify({ name: NAME }))],
    ['JSON in ASCII', Buffer.from('"Zo\\u00EB \\"Zz\\" \\u00dcnsal"')],
  ])('finds it in %s', (_, bytes) => {
    expect(textsIn(bytes, [NAME, 'nowhere'])).toEqual([NAME]);
  });
});
