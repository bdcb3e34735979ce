import { daysBetween } from '../days.js';
import { type DealFacts, type DealProduct, type DealState } from './deal-facts.projection.js';
import { factAt, type Moment, valueAt } from './fact-history.js';
import { type Key } from '../groups.js';

/** A deal as it stood at a moment; amounts in minor units. */
export interface DealAsOf {
  readonly currency: string;
  readonly status: DealState['status'];
  readonly stage: string;
  readonly probability: number;
  readonly amount: number;
  readonly products: readonly DealProduct[];
  readonly owner: Key;
  /** The customer's id. */
  readonly account: Key;
  /** The day it was opened, also where that is an estimate. */
  readonly opened: string;
  /** The day it was won or lost; null while it is open. */
  readonly closed: string | null;
  /** Whole days from opened to closed; null while it is open, or if `opened` is an estimate. */
  readonly daysToClose: number | null;
}

/** Undefined if it had not been opened yet. */
export function dealAsOf(deal: DealFacts, moment: Moment): DealAsOf | undefined {
  const state = factAt(deal.state, moment);
  if (!state) return undefined;
  const { status, stage, probability } = state.value;
  const closed = status === 'open' ? null : state.day;
  const { amount = 0, products = [] } = valueAt(deal.value, moment) ?? {};
  return {
    currency: deal.currency,
    status,
    stage,
    probability,
    amount,
    products,
    owner: valueAt(deal.owner, moment) ?? null,
    account: valueAt(deal.account, moment) ?? null,
    opened: deal.opened,
    closed,
    daysToClose: closed === null || deal.openedEstimated ? null : daysBetween(deal.opened, closed),
  };
}
