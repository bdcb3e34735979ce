import { type Position, projection } from '../../event-sourcing/core.js';
import { type ExchangeRateRecorded } from './exchange-rates.events.js';

/** The rates of one day and pair of currencies: the last one holds. */
export interface RatesOfDay {
  /** Of the event that changed it last. */
  readonly position: Position;
  readonly day: string;
  readonly from: string;
  readonly to: string;
  /** In log order; the newest 20. */
  readonly rates: readonly { readonly rate: string; readonly position: Position }[];
}

const KEPT = 20;

export const exchangeRates = projection<RatesOfDay, ExchangeRateRecorded>({
  name: 'exchange-rates',
  version: 1,
  events: ['ExchangeRateRecorded'],
  indexes: [{ fields: { _position: 1 } }, { fields: { day: 1 } }],
  documentIds: ({ data }) => [idOf(data.from, data.to, data.day)],
  initial: () => ({ position: '', day: '', from: '', to: '', rates: [] }),
  evolve: ({ rates }, { data: { day, from, to, rate }, position }) => ({
    position,
    day,
    from,
    to,
    rates: [...rates, { rate, position }].slice(-KEPT),
  }),
});

export const idOf = (from: string, to: string, day: string): string => `${from}/${to}/${day}`;
