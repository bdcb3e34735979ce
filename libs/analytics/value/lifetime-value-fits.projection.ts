import { projection } from '../../event-sourcing/core.js';
import { type FittedData, type LifetimeValueFit, type LifetimeValueFitted } from './lifetime-value.events.js';

export interface KeptFit extends LifetimeValueFit {
  readonly madeAt: string;
  readonly data: Required<FittedData>;
}

/** Before its one event, which gives all of it. */
const noFit: KeptFit = {
  madeAt: '',
  asOf: '',
  unit: 'days',
  currency: '',
  timeZone: '',
  position: '',
  data: {
    customers: 0,
    repeatCustomers: 0,
    repeatPurchases: 0,
    firstPurchase: '',
    lastPurchase: '',
    spendingCustomers: 0,
    withoutSpend: 0,
    correlation: null,
    leftOut: { customers: 0, orders: 0 },
  },
  purchases: {
    parameters: { r: 0, alpha: 0, a: 0, b: 0 },
    standardErrors: { r: 0, alpha: 0, a: 0, b: 0 },
    logLikelihood: 0,
  },
  spend: { parameters: { p: 0, q: 0, v: 0 }, standardErrors: { p: 0, q: 0, v: 0 }, logLikelihood: 0 },
  warnings: [],
};

/** The fits there are, by their ids; the days in them are of the zone that they name. */
export const lifetimeValueFits = projection<KeptFit, LifetimeValueFitted>({
  name: 'lifetime-value-fits',
  version: 2,
  events: ['LifetimeValueFitted'],
  indexes: [{ fields: { madeAt: 1 } }],
  documentIds: ({ data }) => [data.fitId],
  initial: () => noFit,
  evolve: (_, { data: { fitId: _fitId, occurredAt, ...fit } }) => ({
    ...fit,
    data: { ...noFit.data, ...fit.data },
    madeAt: occurredAt,
  }),
});
