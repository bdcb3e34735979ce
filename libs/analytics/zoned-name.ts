import { type TimeZone, utc } from '../platform/time-zone.js';

/**
 * The name of a projection whose documents have days of the zone: `purchases`, `purchases-in-europe-berlin`. Another zone
 * is therefore another read model, built anew from the whole log; the version says how it is folded.
 */
export const zonedName = (name: string, zone: TimeZone): string =>
  zone === utc ? name : `${name}-in-${zone.name.toLowerCase().replaceAll(/[/_]/g, '-')}`;
