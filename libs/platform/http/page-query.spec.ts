import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { validated } from '../commands/validation.js';
import { PageQuery } from './page-query.js';

describe('PageQuery', () => {
  it('takes a limit as the text that a query carries', () => {
    expect(validated(PageQuery, { limit: '200' }).limit).toBe(200);
    expect(validated(PageQuery, {}).limit).toBe(50);
  });

  it.each(['', ' ', '0', '201', '-1', '1.5', '1e2', '0x10', 'ten', ['1', '2'], '9'.repeat(30)])(
    'refuses the limit %j',
    (limit) => {
      expect(() => validated(PageQuery, { limit })).toThrow(/limit must/);
    },
  );
});
