import { timeZoneNamed } from '../time-zone.js';
import { setting } from './setting.js';

/** Whose days, weeks, months and quarters reports and rules have. */
export const timeZone = setting({
  variable: 'DOSSIER_TIME_ZONE',
  fallback: 'UTC',
  about:
    'time zone of the days, weeks, months and quarters in reports, and of the days of retention; another one builds the read models of reports anew',
  must: 'the name of a time zone in the IANA database, such as Europe/Berlin',
  parse: timeZoneNamed,
});
