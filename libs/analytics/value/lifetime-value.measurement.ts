import { Injectable } from '@nestjs/common';
import { asOfInFuture, dataCannotCarryFit } from '../analytics.errors.js';
import { PurchaseFacts } from '../facts/customer-purchases.js';
import { pauses } from '../pauses.js';
import { minorDigits } from '../../platform/money/index.js';
import { Reporting } from '../reporting.js';
import { FitData } from './fit-data.js';
import { type FitLifetimeValue } from './lifetime-value.commands.js';
import { type LifetimeValueFit } from './lifetime-value.events.js';

/** Fits the models to the purchases that the read models hold. */
@Injectable()
export class LifetimeValueMeasurement {
  constructor(
    private readonly purchases: PurchaseFacts,
    private readonly reporting: Reporting,
  ) {}

  /** @throws AnalyticsError `as-of-in-future`, `currency-required` or `data-cannot-carry-fit` */
  async of({ data, envelope }: FitLifetimeValue): Promise<LifetimeValueFit> {
    const { zone } = this.reporting;
    const today = zone.dayOf(envelope.occurredAt);
    const { asOf = today, unit = 'weeks', currency: given, minPosition } = data;
    if (asOf > today) throw asOfInFuture(asOf, today);
    const opened = await this.purchases.open({ asOf, currency: given, minPosition });
    const { currency, moment } = opened;
    if (currency === null) throw dataCannotCarryFit(`there are no purchases by ${asOf}`);
    const measured = new FitData(asOf, 10 ** minorDigits(currency));
    const pause = pauses();
    for await (const chunk of opened.all()) {
      for (const history of chunk) measured.add(history);
      await pause();
    }
    const { position } = moment;
    return { asOf, unit, currency, timeZone: zone.name, position, ...(await measured.fit(unit)) };
  }
}
