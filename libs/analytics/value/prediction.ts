import { minorDigits } from '../../platform/money/index.js';
import { dayNumber } from '../days.js';
import { type PurchaseHistory } from '../base/purchase-history.js';
import { toMinor } from '../rounding.js';
import { daysPerUnit, statisticsOf } from './fit-data.js';
import { type LifetimeValueFit } from './lifetime-value.events.js';
import { expectedIfAlive, probabilityAlive } from './model/bg-nbd.js';
import { expectedSpend } from './model/gamma-gamma.js';

export interface Assumptions {
  readonly horizonDays: number;
  /** For a year: 0.1 for 10 %. */
  readonly discountRate: number;
  /** Share of spend that counts as value. */
  readonly margin: number;
}

/** What is expected of one customer; times in days, amounts in minor units. */
export interface Prediction {
  readonly customerId: string;
  readonly firstPurchase: string;
  readonly frequency: number;
  readonly recency: number;
  readonly age: number;
  readonly daysSinceLast: number;
  readonly probabilityAlive: number;
  readonly expectedPurchases: number;
  /** A purchase day's; null where its mean is infinite. */
  readonly expectedSpend: number | null;
  readonly predictedValue: number | null;
  readonly discountedValue: number | null;
  readonly historicValue: number;
}

interface Purchases {
  readonly expected: number;
  /** Each counted at what it is worth today. */
  readonly discounted: number;
}

const DAYS_PER_YEAR = 365;

/**
 * Predicts by a fit:
 * - value = expected purchases × expected spend × margin;
 * - discounted value = margin × expected spend × Σ over the horizon's days d of (E(d) − E(d−1)) ÷ (1 + rate)^(d ÷ 365),
 *   with E(d) the purchases expected in d days: equation (4) of Fader, Hardie and Lee, "RFM and CLV: using iso-value
 *   curves for customer base analysis" (2005), with days as periods. With rate 0 it is the value.
 *
 * What depends on frequency and age alone is computed once for each pair of them.
 */
export class Predictor {
  private readonly known = new Map<string, Purchases>();
  private readonly minorPerMajor: number;
  private readonly unit: number;

  constructor(
    private readonly fit: LifetimeValueFit,
    private readonly assumptions: Assumptions,
    private readonly asOf: string,
  ) {
    this.minorPerMajor = 10 ** minorDigits(fit.currency);
    this.unit = daysPerUnit[fit.unit];
  }

  of(history: PurchaseHistory): Prediction {
    const { unit, minorPerMajor } = this;
    const { margin } = this.assumptions;
    const { frequency, recency, age, meanSpend } = statisticsOf(history, this.asOf, minorPerMajor);
    const alive = probabilityAlive(this.fit.purchases.parameters, {
      frequency,
      recency: recency / unit,
      age: age / unit,
    });
    const { expected, discounted } = this.purchases(frequency, age);
    const spend = expectedSpend(this.fit.spend.parameters, { frequency, meanSpend: Math.max(0, meanSpend) });
    const value = (purchases: number) =>
      spend === undefined ? null : toMinor(purchases * alive * spend * minorPerMajor * margin);
    return {
      customerId: history.customerId,
      firstPurchase: history.days[0]?.day ?? '',
      frequency,
      recency,
      age,
      daysSinceLast: dayNumber(this.asOf) - dayNumber(history.days.at(-1)?.day ?? this.asOf),
      probabilityAlive: alive,
      expectedPurchases: expected * alive,
      expectedSpend: spend === undefined ? null : toMinor(spend * minorPerMajor),
      predictedValue: value(expected),
      discountedValue: value(discounted),
      historicValue: toMinor(netOf(history) * margin),
    };
  }

  /** Of a customer who is there. */
  private purchases(frequency: number, age: number): Purchases {
    const key = `${frequency}/${age}`;
    const found = this.known.get(key);
    if (found) return found;
    const { horizonDays, discountRate } = this.assumptions;
    const within = (days: number) =>
      expectedIfAlive(this.fit.purchases.parameters, { frequency, age: age / this.unit }, days / this.unit);
    const expected = within(horizonDays);
    let discounted = discountRate === 0 ? expected : 0;
    if (discountRate !== 0) {
      let before = 0;
      for (let day = 1; day <= horizonDays; day += 1) {
        const until = within(day);
        discounted += (until - before) * (1 + discountRate) ** (-day / DAYS_PER_YEAR);
        before = until;
      }
    }
    const made = { expected, discounted };
    this.known.set(key, made);
    return made;
  }
}

const netOf = ({ days, refunds }: PurchaseHistory): number =>
  days.reduce((sum, { gross }) => sum + gross, 0) - refunds.reduce((sum, { amount }) => sum + amount, 0);
