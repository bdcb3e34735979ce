import { numberBetween, setting } from '../platform/index.js';
import { timeZoneNamed } from './time-zone.js';

/** Share of net spend that counts as lifetime value, between 0 and 1. */
export const margin = setting({
  variable: 'DOSSIER_MARGIN',
  fallback: '1',
  about: 'share of net spend that counts as lifetime value',
  must: 'a number from 0 to 1',
  parse: numberBetween(0, 1),
});

/** Whose days, weeks, months and quarters reports have. */
export const timeZone = setting({
  variable: 'DOSSIER_TIME_ZONE',
  fallback: 'UTC',
  about:
    'time zone of the days, weeks, months and quarters in reports; another one builds their read models anew',
  must: 'the name of a time zone in the IANA database, such as Europe/Berlin',
  parse: timeZoneNamed,
});
