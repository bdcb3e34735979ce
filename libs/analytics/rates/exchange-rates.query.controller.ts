import { Query } from '@nestjs/common';
import { ReadModels } from '../../event-sourcing/core.js';
import { AnswersWithCsv, type CsvTable, Currency, Day, MinPosition } from '../../platform/index.js';
import { rangeReversed } from '../analytics.errors.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { ExchangeRateList } from './exchange-rates.answers.js';
import { exchangeRates } from './exchange-rates.projection.js';

export class ExchangeRatesQuery {
  @Day({ description: 'The first day' })
  readonly firstDay: string;

  @Day({ description: 'The last day' })
  readonly lastDay: string;

  @Currency({ optional: true, description: 'Only rates from this currency' })
  readonly from?: string;

  @Currency({ optional: true, description: 'Only rates to this currency' })
  readonly to?: string;
}

const MOST = 10_000;

const table: CsvTable<ExchangeRateList> = {
  columns: ['day', 'from', 'to', 'rate'],
  rows: ({ items }) => items,
};

@ReportController('exchange-rates')
export class ExchangeRatesController {
  constructor(private readonly readModels: ReadModels) {}

  @AnswersWithCsv(ExchangeRateList, table, {
    id: 'listExchangeRates',
    summary: 'List exchange rates',
    about: `The rates that reports convert by, of the days asked for; ${MOST} at most. Refuses when the first day is after the last.`,
    refuses: refusedWith('range-reversed'),
  })
  async exchangeRates(
    @Query() { firstDay, lastDay, from, to }: ExchangeRatesQuery,
    @MinPosition() minPosition?: string,
  ): Promise<ExchangeRateList> {
    if (firstDay > lastDay) throw rangeReversed(firstDay, lastDay);
    const model = await this.readModels.open(exchangeRates, { minPosition });
    const filter = {
      day: { $gte: firstDay, $lte: lastDay },
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    const found = await model.find(filter, { sort: { day: 1, _id: 1 }, limit: MOST });
    return {
      items: found.map(({ day, from: of, to: into, rates }) => ({
        day,
        from: of,
        to: into,
        rate: rates.at(-1)?.rate ?? '',
      })),
      logPosition: model.position ?? null,
    };
  }
}
