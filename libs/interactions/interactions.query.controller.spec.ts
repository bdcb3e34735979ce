import { describe, expect, it } from '@jest/globals';
import { validated } from '../platform/index.js';
import { FollowUpQuery } from './interactions.query.controller.js';

describe('follow-ups', () => {
  it('are asked for as of a time or the end of a day', () => {
    expect(validated(FollowUpQuery, { asOf: '2026-03-03' }).asOf).toBe('2026-03-03T23:59:59.999Z');
    expect(validated(FollowUpQuery, { asOf: '2026-03-03T18:00:00+02:00' }).asOf).toBe(
      '2026-03-03T18:00:00+02:00',
    );
    expect(() => validated(FollowUpQuery, { asOf: 'yesterday' })).toThrow('or a day such as');
  });
});
