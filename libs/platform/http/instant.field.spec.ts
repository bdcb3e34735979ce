import { describe, expect, it } from '@jest/globals';
import { validated } from '../commands/validation.js';
import { Instant, InstantOrDay } from './fields.decorator.js';

class Look {
  @InstantOrDay()
  readonly asOf: string;
}

class Meeting {
  @Instant()
  readonly at: string;
}

describe('a moment', () => {
  it.each([
    '2024-02-29T23:59:60.5Z',
    '2026-03-01T09:30:00.1234567890Z',
    '2026-02-29T00:00:00Z',
    '2026-03-01',
    'now',
    20260301,
  ])('is one by RFC 3339, on a day there is: not %s', (at) => {
    expect(() => validated(Meeting, { at })).toThrow('at must be a time');
  });

  it.each(['0000-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01'])(
    'has a year of four digits in UTC too: not %s',
    (at) => {
      expect(() => validated(Meeting, { at })).toThrow('at must be a time');
    },
  );

  it.each([
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2026-03-01T09:30:00.123456789Z',
    '2026-03-01t09:30:00+08:00',
  ])('may be %s', (at) => {
    expect(validated(Meeting, { at })).toEqual({ at });
  });
});

describe('a moment or a day', () => {
  it.each([
    ['2024-02-29', '2024-02-29T23:59:59.999Z'],
    ['2026-03-01T09:30:00+08:00', '2026-03-01T09:30:00+08:00'],
  ])('%s arrives as %s', (asOf, moment) => {
    expect(validated(Look, { asOf })).toEqual({ asOf: moment });
  });

  it.each(['2026-02-29', '2026-3-1', '2026-03', 'today', 20260301])('is not %s', (asOf) => {
    expect(() => validated(Look, { asOf })).toThrow('asOf must be a time such as');
  });
});
