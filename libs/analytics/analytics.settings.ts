import { readFileSync } from 'node:fs';
import { numberBetween, setting } from '../platform/index.js';
import { type Thresholds } from './segments/rfm.js';
import { defaultRules, rulesFrom, type SegmentRules } from './segments/segment-rules.js';

/** Share of net spend that counts as lifetime value, between 0 and 1. */
export const margin = setting({
  variable: 'DOSSIER_MARGIN',
  fallback: '1',
  about: 'share of net spend that counts as lifetime value',
  must: 'a number from 0 to 1',
  parse: numberBetween(0, 1),
});

/** The segments of customers and the scores that make them. */
export const segments = setting({
  variable: 'DOSSIER_SEGMENTS',
  fallback: 'built-in',
  about: 'JSON file of the rules that put customers into segments; `built-in` are those of the documentation',
  must: 'a file of segment rules, or built-in',
  parse: (file): SegmentRules | undefined => {
    if (file === 'built-in') return defaultRules;
    try {
      return rulesFrom(readFileSync(file, 'utf8'));
    } catch {
      return undefined;
    }
  },
});

/** What counts as high where customers are scored by thresholds. */
export const rfmThresholds = setting({
  variable: 'DOSSIER_RFM_THRESHOLDS',
  fallback: '30,3,2000',
  about:
    'what counts as high: at most so many days since the last order, so many orders a month, so much net spend a year',
  must: 'three numbers: days since the last order, orders a month, net spend a year',
  parse: (text): Thresholds | undefined => {
    const [recencyDays, ordersPerMonth, spendPerYear, ...rest] = text.split(',').map(numberBetween(0, 1e12));
    return recencyDays === undefined ||
      ordersPerMonth === undefined ||
      spendPerYear === undefined ||
      rest.length > 0
      ? undefined
      : { recencyDays, ordersPerMonth, spendPerYear };
  },
});
