import { Injectable } from '@nestjs/common';
import { asOfInFuture, currencyToConvertTo } from '../analytics.errors.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { type FitLifetimeValue, type FitLifetimeValueBody } from './lifetime-value.commands.js';
import { type FittedSegment, type LifetimeValueFit } from './lifetime-value.events.js';

/** Fits the models to the purchases that the read models hold. */
@Injectable()
export class LifetimeValueMeasurement {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  /**
   * @throws AnalyticsError `as-of-in-future`, `currency-required`, `unknown-segment`, `rate-missing` or
   * `data-cannot-carry-fit`
   */
  async of({ data, envelope }: FitLifetimeValue): Promise<LifetimeValueFit> {
    const today = this.reporting.zone.dayOf(envelope.occurredAt);
    const { asOf = today, unit = 'weeks', currency, convert, minPosition } = data;
    if (convert && currency === undefined) throw currencyToConvertTo();
    const segment = await this.segmentOf(data);
    if (asOf > today) throw asOfInFuture(asOf, today);
    const options = { asOf, currency, convert, minPosition };
    const { logPosition, ...fit } = await this.reports.answer('fit', { unit, currency, segment }, options);
    return { ...fit, position: logPosition ?? '', ...(segment === undefined ? {} : { segment }) };
  }

  private async segmentOf({
    segment,
    scheme = 'quintiles',
    minPosition,
  }: FitLifetimeValueBody): Promise<FittedSegment | undefined> {
    if (segment === undefined) return undefined;
    const segmenting = await this.reports.segmenting(scheme, { field: 'segment', segment }, { minPosition });
    return { ...segmenting, name: segmenting.defined?.name ?? segment };
  }
}
