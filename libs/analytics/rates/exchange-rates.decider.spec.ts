import 'reflect-metadata';
import { describe, it } from '@jest/globals';
import { occurring, specification } from '../../event-sourcing/testing.js';
import { RecordExchangeRate, type RecordExchangeRateBody } from './exchange-rates.commands.js';
import { exchangeRateDecider } from './exchange-rates.decider.js';
import { type ExchangeRateRecorded } from './exchange-rates.events.js';

const { given } = specification(exchangeRateDecider);

const rateId = '6b0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const at = '2026-03-05T09:30:00.000Z';
const rate = { day: '2026-03-04', from: 'USD', to: 'EUR', rate: '0.9213' };
const record = (over: Partial<RecordExchangeRateBody> = {}) =>
  new RecordExchangeRate(rateId, { ...rate, ...over }, occurring(at));
const recorded: ExchangeRateRecorded = {
  type: 'ExchangeRateRecorded',
  data: { rateId, occurredAt: at, ...rate },
};

describe('recording an exchange rate', () => {
  it('keeps the decimal as it was given, once', () => {
    given().when(record()).then(recorded);
    given(recorded).when(record()).thenNothing();
  });

  it.each(['0', '-0.9', '0,9', 'nine'])('refuses the rate %s', (text) => {
    given()
      .when(record({ rate: text }))
      .thenFails('rate-invalid');
  });

  it('refuses a rate of a currency and itself', () => {
    given()
      .when(record({ to: 'USD' }))
      .thenFails('rate-invalid');
  });
});
