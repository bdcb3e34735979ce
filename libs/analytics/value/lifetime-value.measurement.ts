import { Injectable } from '@nestjs/common';
import { asOfInFuture } from '../analytics.errors.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { type FitLifetimeValue } from './lifetime-value.commands.js';
import { type LifetimeValueFit } from './lifetime-value.events.js';

/** Fits the models to the purchases that the read models hold. */
@Injectable()
export class LifetimeValueMeasurement {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  /** @throws AnalyticsError `as-of-in-future`, `currency-required` or `data-cannot-carry-fit` */
  async of({ data, envelope }: FitLifetimeValue): Promise<LifetimeValueFit> {
    const today = this.reporting.zone.dayOf(envelope.occurredAt);
    const { asOf = today, unit = 'weeks', currency, minPosition } = data;
    if (asOf > today) throw asOfInFuture(asOf, today);
    const answer = await this.reports.answer('fit', { unit, currency }, { asOf, minPosition });
    return { ...answer, position: answer.position ?? '' };
  }
}
