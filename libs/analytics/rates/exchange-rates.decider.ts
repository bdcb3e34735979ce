import { type Decider } from '../../event-sourcing/core.js';
import { rateInvalid } from '../analytics.errors.js';
import { fractionOf } from './decimal-fraction.js';
import { type ExchangeRateCommand } from './exchange-rates.commands.js';
import { exchangeRateEvents, type ExchangeRateRecorded } from './exchange-rates.events.js';

interface RateState {
  readonly status: 'unknown' | 'recorded';
}

/** A rate is recorded once and never changes: a correction is another one of the same day. */
export const exchangeRateDecider: Decider<RateState, ExchangeRateCommand, ExchangeRateRecorded> = {
  category: 'exchange-rate',
  events: exchangeRateEvents,
  initial: { status: 'unknown' },
  decide: ({ id, data, envelope }, state) => {
    if (state.status === 'recorded') return [];
    const { day, from, to, rate } = data;
    if (fractionOf(rate) === undefined)
      throw rateInvalid(
        'rate',
        'must be a decimal above 0 with up to 9 digits before and 12 after the point',
      );
    if (from === to) throw rateInvalid('to', 'must be another currency than from');
    const { occurredAt } = envelope;
    return [{ type: 'ExchangeRateRecorded', data: { rateId: id, occurredAt, day, from, to, rate } }];
  },
  evolve: () => ({ status: 'recorded' }),
};
