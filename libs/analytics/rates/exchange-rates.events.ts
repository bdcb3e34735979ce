import { type EventDefinitions } from '../../event-sourcing/core.js';

/** What one unit of `from` was worth in `to` on a day. */
export interface ExchangeRate {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** ISO 4217. */
  readonly from: string;
  readonly to: string;
  /** A decimal as it was given, such as `1.0834`: no rate is a binary fraction. */
  readonly rate: string;
}

export interface ExchangeRateRecorded {
  readonly type: 'ExchangeRateRecorded';
  readonly data: ExchangeRate & { readonly rateId: string; readonly occurredAt: string };
}

export const exchangeRateEvents: EventDefinitions<ExchangeRateRecorded> = {
  ExchangeRateRecorded: { version: 1, personal: [] },
};
