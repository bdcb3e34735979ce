import { describe, expect, it } from '@jest/globals';
import { preferred } from './accept.js';

const served = ['application/json', 'text/csv', 'application/x-ndjson'];

describe('preferred', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['text/*', 'text/csv'],
    ['TEXT/CSV; charset=utf-8', 'text/csv'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['text/csv, application/json;q=0.5', 'text/csv'],
    ['text/csv, */*', 'text/csv'],
    ['text/csv;q=0.9, */*;q=0.1', 'text/csv'],
    ['application/json, text/csv', 'application/json'],
    ['application/json;q=0, */*', 'text/csv'],
    ['text/html, */*;q=0.8', 'application/json'],
    ['text/csv;q=0', undefined],
    ['text/csv;q=nonsense', undefined],
    ['image/png', undefined],
  ])('of %j is %s', (accept, media) => {
    expect(preferred(accept, served)).toBe(media);
  });
});
