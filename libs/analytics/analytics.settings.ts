import { numberBetween, setting } from '../platform/index.js';

/** Share of net spend that counts as lifetime value, between 0 and 1. */
export const margin = setting({
  variable: 'DOSSIER_MARGIN',
  fallback: '1',
  about: 'share of net spend that counts as lifetime value',
  must: 'a number from 0 to 1',
  parse: numberBetween(0, 1),
});
