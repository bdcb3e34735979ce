/** The days of a time zone. */
export interface TimeZone {
  /** As the IANA database spells it: `Europe/Berlin`. */
  readonly name: string;
  /** The day, as `YYYY-MM-DD`, at an instant (ISO 8601, UTC, milliseconds) in this zone. */
  dayOf(instant: string): string;
}

const MS_PER_DAY = 86_400_000;

const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const utc: TimeZone = { name: 'UTC', dayOf: (instant) => instant.slice(0, 10) };

/** The first instant (ISO 8601, UTC, milliseconds) of a day in a zone. */
export const startOfDay = (day: string, zone: TimeZone): string => {
  // Clocks differ from UTC by less than a day.
  let [before, after] = [Date.parse(day) - MS_PER_DAY, Date.parse(day) + MS_PER_DAY];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.dayOf(new Date(middle).toISOString()) < day) before = middle;
    else after = middle;
  }
  return new Date(after).toISOString();
};

const zones = new Map<string, TimeZone>([['UTC', utc]]);

/** The zone of a name, in any case; undefined if the IANA database of this Node has none of that name. */
export function timeZoneNamed(text: string): TimeZone | undefined {
  const name = spelling(text);
  if (name === undefined) return undefined;
  const known = zones.get(name);
  if (known) return known;
  const made = zoneOf(name);
  zones.set(name, made);
  return made;
}

/** Offsets such as `+02:00` are refused: a zone is a place, with its changes of the clock. */
function spelling(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Within a UTC day: from this time of day on (`12:30:00.000Z`), the zone's day is this one. */
interface Stretch {
  readonly from: string;
  readonly day: string;
}

/** Days of UTC whose stretches are remembered: a century of them. */
const REMEMBERED = 40_000;

/**
 * The day changes once or twice within a day of UTC. When it does is looked for once, by bisection, and remembered:
 * asking the database of time zones for each event would take longer than all else that is done with it.
 */
function zoneOf(name: string): TimeZone {
  const localDay = dayReader(name);
  const remembered = new Map<string, readonly Stretch[]>();
  return {
    name,
    dayOf: (instant) => {
      const utcDay = instant.slice(0, 10);
      let stretches = remembered.get(utcDay);
      if (!stretches) {
        stretches = stretchesOf(Date.parse(utcDay), localDay);
        if (remembered.size >= REMEMBERED) remembered.clear();
        remembered.set(utcDay, stretches);
      }
      const time = instant.slice(11);
      return stretches.findLast(({ from }) => from <= time)?.day ?? utcDay;
    },
  };
}

function stretchesOf(start: number, localDay: (ms: number) => string): Stretch[] {
  const end = start + MS_PER_DAY - 1;
  const stretches = [{ from: '', day: localDay(start) }];
  for (let day = localDay(start); day !== localDay(end);) {
    let [before, after] = [start, end];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (localDay(middle) <= day) before = middle;
      else after = middle;
    }
    day = localDay(after);
    stretches.push({ from: new Date(after).toISOString().slice(11), day });
  }
  return stretches;
}

function dayReader(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    return dayAt(Date.UTC(part('year'), part('month') - 1, part('day')));
  };
}
