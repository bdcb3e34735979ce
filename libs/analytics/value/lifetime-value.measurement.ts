import { Injectable } from '@nestjs/common';
import { asOfInFuture } from '../analytics.errors.js';
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

  /** @throws AnalyticsError `as-of-in-future`, `currency-required`, `unknown-segment` or `data-cannot-carry-fit` */
  async of({ data, envelope }: FitLifetimeValue): Promise<LifetimeValueFit> {
    const today = this.reporting.zone.dayOf(envelope.occurredAt);
    const { asOf = today, unit = 'weeks', currency, minPosition } = data;
    const segment = await this.segmentOf(data);
    if (asOf > today) throw asOfInFuture(asOf, today);
    const answer = await this.reports.answer('fit', { unit, currency, segment }, { asOf, minPosition });
    return { ...answer, position: answer.position ?? '', ...(segment === undefined ? {} : { segment }) };
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
