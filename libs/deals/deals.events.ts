import { type EventDefinitions } from '../event-sourcing/core.js';

/** A product in a deal, with the amount for all of its quantity. */
export interface DealLine {
  readonly product: string;
  readonly category?: string;
  readonly quantity: number;
  readonly amountMinor: number;
}

/**
 * What a deal is about. Lines, where there are any, add up to `amountMinor`. An amount nobody has named yet is 0; an
 * amount without a product has no lines. The currency never changes.
 */
export interface DealTerms {
  readonly name?: string;
  readonly lines: readonly DealLine[];
  readonly amountMinor: number;
  readonly currency: string;
  readonly expectedClose?: string;
}

/** A stage with the chance, from 0 to 1, that a deal in it is won, as configured when the event was made. */
export interface StageChance {
  readonly stage: string;
  readonly probability: number;
}

/** Everything that is known of a deal at the time of an event, so that a reader can begin with any of them. */
export interface DealSnapshot extends DealTerms, StageChance {
  readonly owner?: string;
  readonly source?: string;
  readonly openedAt: string;
  /** `openedAt` is made up: nobody knows when it was. */
  readonly openedAtEstimated?: true;
}

/** On every event of a deal; `customerId` as soon as the customer is known. */
interface OfDeal {
  readonly dealId: string;
  readonly customerId?: string;
  readonly occurredAt: string;
}

interface OfCustomersDeal extends OfDeal {
  readonly customerId: string;
}

/** `openedAt` is `occurredAt`. */
export interface DealOpened {
  readonly type: 'DealOpened';
  readonly data: OfDeal & DealSnapshot;
}

/** A deal of nobody known has found its customer: once. Carries the deal as it stands. */
export interface DealAttached {
  readonly type: 'DealAttached';
  readonly data: OfCustomersDeal &
    DealSnapshot & {
      readonly status: 'open' | 'lost';
      /** When it was lost, and why; absent while it is open. */
      readonly closedAt?: string;
      readonly reason?: string;
    };
}

export interface DealStageChanged {
  readonly type: 'DealStageChanged';
  readonly data: OfDeal &
    StageChance & {
      readonly previousStage: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly owner?: string;
    };
}

/** The whole terms after the revision, and which of them are new. */
export interface DealRevised {
  readonly type: 'DealRevised';
  readonly data: OfDeal &
    DealTerms & { readonly changed: readonly ('name' | 'amount' | 'lines' | 'expectedClose')[] };
}

export interface DealAssigned {
  readonly type: 'DealAssigned';
  readonly data: OfDeal & { readonly owner: string; readonly previousOwner?: string };
}

export interface DealUnassigned {
  readonly type: 'DealUnassigned';
  readonly data: OfDeal & { readonly previousOwner: string };
}

/**
 * `amountMinor` and the lines are final; `stage` and `probability` are those it was won from. `win` counts a deal's
 * wins from 1: reopening undoes one. `orderId` is the order that is booked for this win; absent: none is.
 */
export interface DealWon {
  readonly type: 'DealWon';
  readonly data: OfCustomersDeal & DealSnapshot & { readonly win: number; readonly orderId?: string };
}

export interface DealLost {
  readonly type: 'DealLost';
  readonly data: OfDeal & DealSnapshot & { readonly reason: string };
}

/**
 * The deal stands open in `stage` again. `previously` is what it was until now, closed at `closedAt`; after a win,
 * `win` is its number, and `orderId` the order booked for it, which is cancelled.
 */
export interface DealReopened {
  readonly type: 'DealReopened';
  readonly data: OfDeal &
    DealSnapshot & {
      readonly previously: 'won' | 'lost';
      readonly closedAt: string;
      readonly win?: number;
      readonly orderId?: string;
    };
}

export type DealEvent =
  | DealOpened
  | DealAttached
  | DealStageChanged
  | DealRevised
  | DealAssigned
  | DealUnassigned
  | DealWon
  | DealLost
  | DealReopened;

/** A deal's name is free text, and often somebody's. */
const named = { version: 1, personal: ['name'] } as const;
const plain = { version: 1, personal: [] } as const;

export const dealEvents: EventDefinitions<DealEvent> = {
  DealOpened: named,
  DealAttached: named,
  DealStageChanged: plain,
  DealRevised: named,
  DealAssigned: plain,
  DealUnassigned: plain,
  DealWon: named,
  DealLost: named,
  DealReopened: named,
};
