import { Inject, Injectable } from '@nestjs/common';
import { type Position } from '../event-sourcing/core.js';
import { CLOCK, CONFIG, type DossierConfig, settingOf, timeZone, type TimeZone } from '../platform/index.js';
import { currencyToConvertTo } from './analytics.errors.js';
import { type AnalyticsProjections, projectionsIn } from './projections.js';
import { type ConvertibleQuery, type ReportOptions, type ReportQuery } from './report.requests.js';

/** What every report stands on: the configured time zone, today in it, and the read models that have its days. */
@Injectable()
export class Reporting {
  readonly zone: TimeZone;
  readonly projections: AnalyticsProjections;

  constructor(
    @Inject(CONFIG) config: DossierConfig,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {
    this.zone = settingOf(config, timeZone);
    this.projections = projectionsIn(this.zone);
  }

  today(): string {
    return this.zone.dayOf(this.now().toISOString());
  }

  /**
   * The options of a query; as of today if it names no day.
   * @throws AnalyticsError `currency-required` if amounts are to be converted, and it is not said to what
   */
  options(query: ReportQuery | ConvertibleQuery, minPosition: Position | undefined): ReportOptions {
    const { asOf, currency, knownAt } = query;
    const convert = 'convert' in query && (query.convert ?? false);
    if (convert && currency === undefined) throw currencyToConvertTo();
    return {
      asOf: asOf ?? this.today(),
      currency,
      convert,
      knownAt,
      minPosition,
    };
  }
}
