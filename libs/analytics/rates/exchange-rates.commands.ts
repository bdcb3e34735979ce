import { DomainCommand } from '../../event-sourcing/core.js';
import { CommandBody, type CommandOf, Currency, Day, routesWith, Text } from '../../platform/index.js';
import { type AnalyticsErrorCode } from '../analytics.errors.js';

export class RecordExchangeRateBody extends CommandBody {
  @Day({ description: 'The day of the rate' })
  readonly day: string;

  @Currency()
  readonly from: string;

  @Currency()
  readonly to: string;

  @Text({ max: 24, description: 'What one unit of `from` is worth in `to`, as a decimal', example: '0.9213' })
  readonly rate: string;
}

export class RecordExchangeRate extends DomainCommand<RecordExchangeRateBody> {
  static readonly body = RecordExchangeRateBody;
  static readonly creates = true;
  readonly type = 'RecordExchangeRate';
}

const route = routesWith<AnalyticsErrorCode>();

export const exchangeRateCommands = [
  route('exchange-rates', RecordExchangeRate, {
    about:
      'Records the exchange rate of a day, which reports convert amounts by; amounts the other way are divided by it. A rate of the same day and currencies takes the place of an earlier one. Refuses what is no positive decimal.',
    refuses: ['rate-invalid'],
    scope: 'crm:analytics',
    example: { day: '2026-03-04', from: 'USD', to: 'EUR', rate: '0.9213' },
  }),
] as const;

export type ExchangeRateCommand = CommandOf<typeof exchangeRateCommands>;
