import { customerSpendIn } from './customers/customer-spend.projection.js';
import { customerAttributesIn } from './facts/customer-attributes.projection.js';
import { dealFactsIn } from './facts/deal-facts.projection.js';
import { recordedMinutes } from './facts/recorded-minutes.projection.js';
import { purchasesIn } from './purchases/purchases.projection.js';
import { exchangeRates } from './rates/exchange-rates.projection.js';
import { segmentDefinitions } from './segments/defined/segment-definitions.projection.js';
import { type TimeZone } from '../platform/time-zone.js';
import { lifetimeValueFits } from './value/lifetime-value-fits.projection.js';

/** All read models of reports, with the days of a time zone. */
export const projectionsIn = (zone: TimeZone) => ({
  purchases: purchasesIn(zone),
  customerSpend: customerSpendIn(zone),
  customerAttributes: customerAttributesIn(zone),
  dealFacts: dealFactsIn(zone),
  lifetimeValueFits,
  recordedMinutes,
  segmentDefinitions,
  exchangeRates,
});

export type AnalyticsProjections = ReturnType<typeof projectionsIn>;
