import { dataCannotCarryFit } from '../analytics.errors.js';
import { dayNumber, earlier, later } from '../days.js';
import { type PurchaseHistory } from '../base/purchase-history.js';
import {
  type Fitted,
  type FittedData,
  type FitWarning,
  type LifetimeValueFit,
  type TimeUnit,
} from './lifetime-value.events.js';
import { fitBgNbd } from './model/bg-nbd.js';
import { type CustomerStatistics, StatisticsGroups } from './model/customer-statistics.js';
import { fitGammaGamma, type SpendRecord } from './model/gamma-gamma.js';
import { type Estimate, UnfittableError } from './model/maximum-likelihood.js';

export const daysPerUnit: Readonly<Record<TimeUnit, number>> = { days: 1, weeks: 7 };

/** With fewer repeat customers than this there is nothing to tell four parameters from. */
const FEWEST = 10;
/** The spend model takes frequency and mean spend as independent; above this correlation it is of doubtful use. */
const CORRELATED = 0.3;

/**
 * A customer's statistics at the end of a day. Spend is net of what was given back for the orders of a purchase day.
 * `minorPerMajor`: 100 for EUR.
 */
export function statisticsOf(
  { days, refunds }: PurchaseHistory,
  asOf: string,
  minorPerMajor: number,
): CustomerStatistics {
  const first = days[0]?.day ?? asOf;
  const last = days.at(-1)?.day ?? first;
  const frequency = days.length - 1;
  let repeated = 0;
  for (const { day, gross } of days) if (day !== first) repeated += gross;
  for (const { of, amount } of refunds) if (of !== first) repeated -= amount;
  return {
    frequency,
    recency: dayNumber(last) - dayNumber(first),
    age: dayNumber(asOf) - dayNumber(first),
    meanSpend: frequency === 0 ? 0 : repeated / frequency / minorPerMajor,
  };
}

/** Takes in customers one by one; keeps what the models need of them. */
export class FitData {
  private readonly groups = new StatisticsGroups();
  private readonly spending: SpendRecord[] = [];
  private customers = 0;
  private repeatCustomers = 0;
  private repeatPurchases = 0;
  private firstPurchase = '\uffff';
  private lastPurchase = '';

  constructor(
    private readonly asOf: string,
    private readonly minorPerMajor: number,
  ) {}

  add(history: PurchaseHistory): void {
    const statistics = statisticsOf(history, this.asOf, this.minorPerMajor);
    const { frequency, meanSpend } = statistics;
    this.groups.add(statistics);
    this.customers += 1;
    this.firstPurchase = earlier(this.firstPurchase, history.days[0]?.day ?? '\uffff');
    this.lastPurchase = later(this.lastPurchase, history.days.at(-1)?.day ?? '');
    if (frequency === 0) return;
    this.repeatCustomers += 1;
    this.repeatPurchases += frequency;
    if (meanSpend > 0) this.spending.push({ frequency, meanSpend });
  }

  /** @throws AnalyticsError `data-cannot-carry-fit`, with the reason */
  async fit(unit: TimeUnit): Promise<Pick<LifetimeValueFit, 'data' | 'purchases' | 'spend' | 'warnings'>> {
    this.check('customers bought on more than one day', this.repeatCustomers);
    this.check('customers spent anything on their repeat purchases', this.spending.length);
    const { r, alpha, a, b, ...purchases } = await fitted('BG/NBD', ['r', 'alpha', 'a', 'b'], () =>
      fitBgNbd(this.groups, daysPerUnit[unit]),
    );
    const { p, q, v, ...spend } = await fitted('Gamma-Gamma', ['p', 'q', 'v'], () =>
      fitGammaGamma(this.spending),
    );
    const data = this.summary();
    return {
      data,
      purchases: {
        parameters: { r: r[0], alpha: alpha[0], a: a[0], b: b[0] },
        standardErrors: { r: r[1], alpha: alpha[1], a: a[1], b: b[1] },
        ...purchases,
      },
      spend: {
        parameters: { p: p[0], q: q[0], v: v[0] },
        standardErrors: { p: p[1], q: q[1], v: v[1] },
        ...spend,
      },
      warnings: warningsOf(data, q[0]),
    };
  }

  private check(what: string, customers: number): void {
    if (customers >= FEWEST) return;
    throw dataCannotCarryFit(`${customers} ${what} by ${this.asOf}; a fit needs at least ${FEWEST} of them`);
  }

  private summary(): FittedData {
    const { customers, repeatCustomers, repeatPurchases, firstPurchase, lastPurchase, spending } = this;
    return {
      customers,
      repeatCustomers,
      repeatPurchases,
      firstPurchase,
      lastPurchase,
      spendingCustomers: spending.length,
      withoutSpend: repeatCustomers - spending.length,
      correlation: correlationOf(spending),
    };
  }
}

type Named<Name extends string> = Readonly<Record<Name, readonly [value: number, standardError: number]>> &
  Pick<Fitted<unknown>, 'logLikelihood'>;

async function fitted<Name extends string>(
  model: string,
  names: readonly Name[],
  fit: () => Promise<Estimate>,
): Promise<Named<Name>> {
  try {
    const { parameters, standardErrors, logLikelihood } = await fit();
    const values = names.map((name, at) => [name, [parameters[at] ?? 0, standardErrors[at] ?? 0]] as const);
    // Each name has its value: the names are those of the model's parameters, in their order.
    return { ...(Object.fromEntries(values) as Named<Name>), logLikelihood };
  } catch (error) {
    if (error instanceof UnfittableError) throw dataCannotCarryFit(`${model}: ${error.message}`);
    throw error;
  }
}

const warningsOf = ({ correlation }: FittedData, q: number): FitWarning[] => [
  ...(correlation !== null && correlation > CORRELATED ? (['frequency-and-spend-correlate'] as const) : []),
  ...(q <= 1 ? (['mean-spend-infinite'] as const) : []),
];

/** Pearson's correlation of frequency and mean spend. */
function correlationOf(records: readonly SpendRecord[]): number | null {
  const count = records.length;
  let [sumX, sumZ] = [0, 0];
  for (const { frequency, meanSpend } of records) {
    sumX += frequency;
    sumZ += meanSpend;
  }
  let [xx, zz, xz] = [0, 0, 0];
  for (const { frequency, meanSpend } of records) {
    const [x, z] = [frequency - sumX / count, meanSpend - sumZ / count];
    xx += x * x;
    zz += z * z;
    xz += x * z;
  }
  return xx > 0 && zz > 0 ? xz / Math.sqrt(xx * zz) : null;
}
