import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startOfDay, type TimeZone, timeZoneNamed, utc } from './time-zone.js';

const zone = (name: string): TimeZone => {
  const found = timeZoneNamed(name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

/** The day as the database of time zones shows it, asked for each instant anew. */
const shown = (name: string, instant: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short' }).format(new Date(instant));

describe('the days of a time zone', () => {
  it.each([
    // The clock goes forward in the night to 31 March 2024: the day begins at 23:00 UTC and has 23 hours.
    ['Europe/Berlin', '2024-03-30T22:59:59.999Z', '2024-03-30'],
    ['Europe/Berlin', '2024-03-30T23:00:00.000Z', '2024-03-31'],
    ['Europe/Berlin', '2024-03-31T21:59:59.999Z', '2024-03-31'],
    ['Europe/Berlin', '2024-03-31T22:00:00.000Z', '2024-04-01'],
    // And back in the night to 27 October: 25 hours.
    ['Europe/Berlin', '2024-10-26T22:00:00.000Z', '2024-10-27'],
    ['Europe/Berlin', '2024-10-27T22:59:59.999Z', '2024-10-27'],
    ['Europe/Berlin', '2024-10-27T23:00:00.000Z', '2024-10-28'],
    // Half an hour beside the others; India has no change of the clock, Newfoundland has.
    ['Asia/Kolkata', '2024-03-31T18:29:59.999Z', '2024-03-31'],
    ['Asia/Kolkata', '2024-03-31T18:30:00.000Z', '2024-04-01'],
    ['America/St_Johns', '2024-07-01T02:29:59.999Z', '2024-06-30'],
    ['America/St_Johns', '2024-07-01T02:30:00.000Z', '2024-07-01'],
    ['America/St_Johns', '2024-12-01T03:29:59.999Z', '2024-11-30'],
    // The clock goes forward at midnight: the day has no first hour.
    ['America/Havana', '2024-03-10T04:59:59.999Z', '2024-03-09'],
    ['America/Havana', '2024-03-10T05:00:00.000Z', '2024-03-10'],
    // Samoa left 30 December 2011 out.
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31'],
    ['UTC', '2024-03-31T23:59:59.999Z', '2024-03-31'],
  ])('%s at %s', (name, instant, day) => {
    expect(zone(name).dayOf(instant)).toBe(day);
  });

  it.each([
    'Europe/Berlin',
    'Asia/Kolkata',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Asia/Kathmandu',
  ])('are those of the database of time zones: %s', (name) => {
    const times = fc.date({
      min: new Date('1970-01-02T00:00:00Z'),
      max: new Date('2040-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(times, (time) => {
        const instant = time.toISOString();
        expect(zone(name).dayOf(instant)).toBe(shown(name, instant));
      }),
      { numRuns: 300 },
    );
  });

  it('are known by the name of the zone, however it is written', () => {
    expect(zone('europe/berlin')).toBe(zone('Europe/Berlin'));
    expect(zone('Etc/UTC')).toBe(utc);
    expect([timeZoneNamed('Europe/Atlantis'), timeZoneNamed('+02:00'), timeZoneNamed('')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the start of a day', () => {
  it.each([
    ['UTC', '2026-03-29', '2026-03-29T00:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-03-29', '2026-03-28T10:00:00.000Z'],
    ['Pacific/Pago_Pago', '2026-03-29', '2026-03-29T11:00:00.000Z'],
  ])('is in %s, on %s, at %s', (name, day, instant) => {
    expect(startOfDay(day, zone(name))).toBe(instant);
  });
});
