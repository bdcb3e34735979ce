import { type EventDefinitions } from '../../event-sourcing/core.js';
import { type Converted } from '../rates/conversion.js';
import { type Segmenting } from '../segments/defined/segment-conditions.js';

export const timeUnits = ['days', 'weeks'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** BG/NBD: `alpha` has the unit of the fit. */
export interface PurchaseModel {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** Gamma-Gamma: `v` is in major units of the fit's currency. */
export interface SpendModel {
  readonly p: number;
  readonly q: number;
  readonly v: number;
}

/** A model's parameters, each with its standard error. */
export interface Fitted<Model> {
  readonly parameters: Model;
  readonly standardErrors: Model;
  readonly logLikelihood: number;
}

/** What a fit was made of. */
export interface FittedData {
  /** With a purchase. */
  readonly customers: number;
  /** With purchases on two days or more. */
  readonly repeatCustomers: number;
  /** Purchase days without each customer's first. */
  readonly repeatPurchases: number;
  readonly firstPurchase: string;
  readonly lastPurchase: string;
  /** Repeat customers whose repeat purchases have a positive mean: the spend model is of these. */
  readonly spendingCustomers: number;
  /** Repeat customers without, left out of the spend model. */
  readonly withoutSpend: number;
  /** Pearson's, of frequency and mean spend; null if one of them is the same for all. */
  readonly correlation: number | null;
  /** Absent in fits that were made before it was counted. */
  readonly leftOut?: LeftOut;
}

/** Of all purchases those in other currencies than the fit's. */
export interface LeftOut {
  /** Who bought in other currencies alone. */
  readonly customers: number;
  readonly orders: number;
}

export const fitWarnings = [
  'frequency-and-spend-correlate',
  'mean-spend-infinite',
  'other-currencies-left-out',
] as const;
export type FitWarning = (typeof fitWarnings)[number];

/** The customers that a fit is of, with the rules that made them a segment. */
export interface FittedSegment extends Segmenting {
  readonly name: string;
}

/** The models fitted to what had happened by `asOf`, as recorded up to `position`. */
export interface LifetimeValueFit {
  readonly asOf: string;
  readonly unit: TimeUnit;
  readonly currency: string;
  readonly timeZone: string;
  readonly position: string;
  /** Absent: all customers. */
  readonly segment?: FittedSegment;
  /** Present if purchases in other currencies were converted; predictions convert them, too. */
  readonly converted?: Converted;
  readonly data: FittedData;
  readonly purchases: Fitted<PurchaseModel>;
  readonly spend: Fitted<SpendModel>;
  readonly warnings: readonly FitWarning[];
}

export interface LifetimeValueFitted {
  readonly type: 'LifetimeValueFitted';
  readonly data: LifetimeValueFit & { readonly fitId: string; readonly occurredAt: string };
}

export const lifetimeValueEvents: EventDefinitions<LifetimeValueFitted> = {
  LifetimeValueFitted: { version: 1, personal: [] },
};
