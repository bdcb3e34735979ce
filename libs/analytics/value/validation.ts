import { dayAfter, dayNumber } from '../days.js';
import { type PurchaseHistory } from '../base/purchase-history.js';
import { daysPerUnit } from './fit-data.js';
import { type LifetimeValueFit } from './lifetime-value.events.js';
import { expectedIfAlive, probabilityAlive } from './model/bg-nbd.js';

/** Purchase days: what the model expected, what a naive rate would have expected, and what came. */
export interface Compared {
  readonly expected: number;
  readonly naive: number;
  readonly actual: number;
}

export interface WeekCompared {
  /** Weeks since the day of the fit, from 1. */
  readonly week: number;
  /** Its last day. */
  readonly until: string;
  readonly cumulative: Compared;
  readonly incremental: Compared;
}

export interface FrequencyCompared extends Compared {
  /** Repeat purchases by the day of the fit: `0` to `6`, and `7+`. */
  readonly frequency: string;
  readonly customers: number;
}

export interface Validation {
  readonly customers: number;
  readonly total: Compared;
  readonly weeks: readonly WeekCompared[];
  /** Means for each customer. */
  readonly byFrequency: readonly FrequencyCompared[];
  /** The mean over customers of |expected − actual|. */
  readonly meanAbsoluteError: { readonly model: number; readonly naive: number };
}

const HIGHEST = 7;
const nothing: Compared = { expected: 0, naive: 0, actual: 0 };

const plus = (one: Compared, other: Compared): Compared => ({
  expected: one.expected + other.expected,
  naive: one.naive + other.naive,
  actual: one.actual + other.actual,
});

/** Customers of equal frequency and age, and how many of them are likely to be there. */
interface Pair {
  readonly frequency: number;
  readonly age: number;
  alive: number;
  customers: number;
}

/**
 * Compares a fit with the purchases after it, up to the end of a hold-out, of the customers it was made of. The naive model
 * takes each customer's purchases to go on at the rate so far: frequency ÷ age.
 */
export class FitValidation {
  private readonly horizon: number;
  private readonly unit: number;
  private readonly pairs = new Map<string, Pair>();
  private readonly byFrequency = new Map<number, FrequencyCompared>();
  private readonly actualOfWeek: number[];
  private readonly errors = { model: 0, naive: 0 };
  private customers = 0;

  constructor(
    private readonly fit: LifetimeValueFit,
    holdoutUntil: string,
  ) {
    this.horizon = dayNumber(holdoutUntil) - dayNumber(fit.asOf);
    this.unit = daysPerUnit[fit.unit];
    this.actualOfWeek = Array.from({ length: Math.ceil(this.horizon / 7) }, () => 0);
  }

  /** The customer's purchases up to the end of the hold-out. */
  add({ days }: PurchaseHistory): void {
    const { fit, unit, horizon } = this;
    const before = days.filter(({ day }) => day <= fit.asOf);
    const [first, last] = [before[0], before.at(-1)];
    if (!first || !last) return;
    const frequency = before.length - 1;
    const age = dayNumber(fit.asOf) - dayNumber(first.day);
    const recency = dayNumber(last.day) - dayNumber(first.day);
    const record = { frequency, recency: recency / unit, age: age / unit };
    const alive = probabilityAlive(fit.purchases.parameters, record);
    this.addToPair(frequency, age, alive);
    const compared = {
      expected: alive * this.expectedWithin(frequency, age, horizon),
      naive: age === 0 ? 0 : (frequency / age) * horizon,
      actual: days.length - before.length,
    };
    this.customers += 1;
    this.errors.model += Math.abs(compared.expected - compared.actual);
    this.errors.naive += Math.abs(compared.naive - compared.actual);
    const bucket = Math.min(frequency, HIGHEST);
    const name = bucket === HIGHEST ? `${HIGHEST}+` : `${bucket}`;
    const sums = this.byFrequency.get(bucket) ?? { frequency: name, customers: 0, ...nothing };
    this.byFrequency.set(bucket, { ...sums, ...plus(sums, compared), customers: sums.customers + 1 });
    for (const { day } of days.slice(before.length)) {
      const week = Math.floor((dayNumber(day) - dayNumber(fit.asOf) - 1) / 7);
      this.actualOfWeek[week] = (this.actualOfWeek[week] ?? 0) + 1;
    }
  }

  result(): Validation {
    const { customers, errors } = this;
    const groups = [...this.byFrequency].sort(([one], [other]) => one - other).map(([, group]) => group);
    const mean = (sum: number): number => (customers === 0 ? 0 : sum / customers);
    return {
      customers,
      total: groups.reduce<Compared>(plus, nothing),
      weeks: this.weeks(),
      byFrequency: groups.map((group) => ({
        ...group,
        expected: group.expected / group.customers,
        naive: group.naive / group.customers,
        actual: group.actual / group.customers,
      })),
      meanAbsoluteError: { model: mean(errors.model), naive: mean(errors.naive) },
    };
  }

  private weeks(): WeekCompared[] {
    let before = nothing;
    return this.actualOfWeek.map((actual, at) => {
      const days = Math.min(7 * (at + 1), this.horizon);
      let [expected, naive] = [0, 0];
      for (const { frequency, age, alive, customers } of this.pairs.values()) {
        expected += alive * this.expectedWithin(frequency, age, days);
        if (age > 0) naive += customers * (frequency / age) * days;
      }
      const cumulative = { expected, naive, actual: before.actual + actual };
      const incremental = {
        expected: expected - before.expected,
        naive: naive - before.naive,
        actual,
      };
      before = cumulative;
      return { week: at + 1, until: dayAfter(this.fit.asOf, days), cumulative, incremental };
    });
  }

  private addToPair(frequency: number, age: number, alive: number): void {
    const key = `${frequency}/${age}`;
    const pair = this.pairs.get(key) ?? { frequency, age, alive: 0, customers: 0 };
    pair.alive += alive;
    pair.customers += 1;
    this.pairs.set(key, pair);
  }

  private readonly remembered = new Map<string, number>();

  private expectedWithin(frequency: number, age: number, days: number): number {
    const key = `${frequency}/${age}/${days}`;
    const found = this.remembered.get(key);
    if (found !== undefined) return found;
    const record = { frequency, age: age / this.unit };
    const made = expectedIfAlive(this.fit.purchases.parameters, record, days / this.unit);
    this.remembered.set(key, made);
    return made;
  }
}
