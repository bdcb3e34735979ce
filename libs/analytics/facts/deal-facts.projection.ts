import { dealEvents, type DealEvent, type DealTerms } from '../../deals/deals.events.js';
import { eventTypesOf, type LogEvent, projection } from '../../event-sourcing/core.js';
import { dayOf } from '../days.js';
import { type History, withFact } from './fact-history.js';

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
  readonly currency: string;
  readonly opened: string;
  /** `opened` is an estimate. */
  readonly openedEstimated?: true;
  readonly state: History<DealState>;
  readonly value: History<DealValue>;
  readonly owner: History<string>;
  /** The customer's id. */
  readonly account: History<string>;
}

export const dealFacts = projection<DealFacts, DealEvent>({
  name: 'deal-facts',
  version: 1,
  events: eventTypesOf(dealEvents),
  indexes: [],
  documentIds: ({ data }) => [data.dealId],
  initial: () => ({ currency: '', opened: '', state: [], value: [], owner: [], account: [] }),
  evolve: (deal, event) => {
    switch (event.type) {
      case 'DealOpened':
        return {
          ...deal,
          currency: event.data.currency,
          opened: dayOf(event.data.openedAt),
          ...(event.data.openedAtEstimated ? { openedEstimated: true } : {}),
          state: stateAfter(deal, event, 'open'),
          value: valueAfter(deal, event),
          owner: ownerAfter(deal, event),
          account: accountAfter(deal, event),
        };
      case 'DealAttached':
        return { ...deal, account: accountAfter(deal, event) };
      case 'DealStageChanged':
        return { ...deal, state: stateAfter(deal, event, 'open') };
      case 'DealRevised':
        return { ...deal, value: valueAfter(deal, event) };
      case 'DealAssigned':
        return { ...deal, owner: ownerAfter(deal, event) };
      case 'DealWon':
        return { ...deal, state: stateAfter(deal, event, 'won'), value: valueAfter(deal, event) };
      case 'DealLost':
        return { ...deal, state: stateAfter(deal, event, 'lost') };
      case 'DealReopened':
        return { ...deal, state: stateAfter(deal, event, 'open'), value: valueAfter(deal, event) };
    }
  },
});

type Staged = LogEvent<Extract<DealEvent, { data: { stage: string } }>>;
type Valued = LogEvent<Extract<DealEvent, { data: DealTerms }>>;

const stateAfter = ({ state }: DealFacts, event: Staged, status: DealState['status']) => {
  const { stage, probability } = event.data;
  return withFact(state, event, { status, stage, probability });
};

const valueAfter = ({ value }: DealFacts, event: Valued) =>
  withFact(value, event, {
    amount: event.data.amountMinor,
    products: event.data.lines.map(({ product, amountMinor }) => ({ product, amount: amountMinor })),
  });

const ownerAfter = ({ owner }: DealFacts, event: LogEvent<DealEvent> & { data: { owner?: string } }) =>
  event.data.owner === undefined ? owner : withFact(owner, event, event.data.owner);

const accountAfter = ({ account }: DealFacts, event: LogEvent<DealEvent>) =>
  event.data.customerId === undefined ? account : withFact(account, event, event.data.customerId);
