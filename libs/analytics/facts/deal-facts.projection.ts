import { dealEvents, type DealEvent, type DealTerms } from '../../deals/deals.events.js';
import { eventTypesOf, type LogEvent, type Position, projection } from '../../event-sourcing/core.js';
import { type TimeZone } from '../../platform/time-zone.js';
import { zonedName } from '../zoned-name.js';
import { type History, type Recorded, recordedIn, withFact } from './fact-history.js';

export interface DealProduct {
  readonly product: string;
  /** In minor units, for all of its quantity. */
  readonly amount: number;
}

export interface DealValue {
  /** In minor units. */
  readonly amount: number;
  /** Their amounts add up to `amount`, or the list is empty. */
  readonly products: readonly DealProduct[];
}

export interface DealState {
  readonly status: 'open' | 'won' | 'lost';
  readonly stage: string;
  /** The chance of winning in this stage, from 0 to 1, as configured when the deal entered it. */
  readonly probability: number;
}

/** A deal's history: facts are superseded, not overwritten, so that the deal can be read as of any day. */
export interface DealFacts {
  /** Of the event that changed it last. */
  readonly position: Position;
  readonly currency: string;
  readonly opened: string;
  /** `opened` is an estimate. */
  readonly openedEstimated?: true;
  readonly state: History<DealState>;
  readonly value: History<DealValue>;
  readonly owner: History<string | null>;
  /** The customer's id. */
  readonly account: History<string>;
}

export const dealFactsIn = (zone: TimeZone) =>
  projection<DealFacts, DealEvent>({
    name: zonedName('deal-facts', zone),
    version: 2,
    events: eventTypesOf(dealEvents),
    indexes: [{ fields: { _position: 1 } }],
    documentIds: ({ data }) => [data.dealId],
    initial: () => ({ position: '', currency: '', opened: '', state: [], value: [], owner: [], account: [] }),
    evolve: (before, event) => {
      const at = recordedIn(zone, event);
      const deal = { ...before, position: event.position };
      switch (event.type) {
        case 'DealOpened':
          return {
            ...deal,
            currency: event.data.currency,
            opened: zone.dayOf(event.data.openedAt),
            ...(event.data.openedAtEstimated ? { openedEstimated: true } : {}),
            state: stateAfter(deal, event, at, 'open'),
            value: valueAfter(deal, event, at),
            owner: ownerAfter(deal, event, at),
            account: accountAfter(deal, event, at),
          };
        case 'DealAttached':
          return { ...deal, account: accountAfter(deal, event, at) };
        case 'DealStageChanged':
          return { ...deal, state: stateAfter(deal, event, at, 'open') };
        case 'DealRevised':
          return { ...deal, value: valueAfter(deal, event, at) };
        case 'DealAssigned':
          return { ...deal, owner: ownerAfter(deal, event, at) };
        case 'DealUnassigned':
          return { ...deal, owner: withFact(deal.owner, at, null) };
        case 'DealWon':
          return { ...deal, state: stateAfter(deal, event, at, 'won'), value: valueAfter(deal, event, at) };
        case 'DealLost':
          return { ...deal, state: stateAfter(deal, event, at, 'lost') };
        case 'DealReopened':
          return { ...deal, state: stateAfter(deal, event, at, 'open'), value: valueAfter(deal, event, at) };
      }
    },
  });

type Staged = LogEvent<Extract<DealEvent, { data: { stage: string } }>>;
type Valued = LogEvent<Extract<DealEvent, { data: DealTerms }>>;

const stateAfter = ({ state }: DealFacts, event: Staged, at: Recorded, status: DealState['status']) => {
  const { stage, probability } = event.data;
  return withFact(state, at, { status, stage, probability });
};

const valueAfter = ({ value }: DealFacts, event: Valued, at: Recorded) =>
  withFact(value, at, {
    amount: event.data.amountMinor,
    products: event.data.lines.map(({ product, amountMinor }) => ({ product, amount: amountMinor })),
  });

const ownerAfter = ({ owner }: DealFacts, event: DealEvent & { data: { owner?: string } }, at: Recorded) =>
  event.data.owner === undefined ? owner : withFact(owner, at, event.data.owner);

const accountAfter = ({ account }: DealFacts, event: DealEvent, at: Recorded) =>
  event.data.customerId === undefined ? account : withFact(account, at, event.data.customerId);
