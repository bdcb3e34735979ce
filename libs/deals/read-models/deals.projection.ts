import { eventTypesOf, projection } from '../../event-sourcing/core.js';
import { type CustomerErased } from '../../customers/customers.events.js';
import { type DealEvent, dealEvents } from '../deals.events.js';
import { evolve, type ExistingDeal } from '../deals.state.js';

/** A deal as it stands, with its revision and the distinct products of its lines. */
export interface DealDocument extends ExistingDeal {
  readonly revision: number;
  readonly products: readonly string[];
}

const nothing: DealDocument = {
  status: 'open',
  dealId: '',
  lines: [],
  amountMinor: 0,
  currency: '',
  stage: '',
  probability: 0,
  openedAt: '',
  wins: 0,
  lastStepAt: '',
  revision: 0,
  products: [],
};

/** Deals, to be looked up by stage, owner, customer and product, newest first. One document for each, with its id. */
export const deals = projection<DealDocument, DealEvent | CustomerErased>({
  name: 'deals',
  version: 3,
  events: [...eventTypesOf(dealEvents), 'CustomerErased'],
  indexes: [
    { fields: { openedAt: 1 } },
    { fields: { status: 1, openedAt: 1 } },
    { fields: { status: 1, stage: 1, openedAt: 1 } },
    { fields: { owner: 1, openedAt: 1 } },
    { fields: { customerId: 1, openedAt: 1 } },
    { fields: { products: 1, openedAt: 1 } },
    { fields: { reason: 1, openedAt: 1 } },
    { fields: { closedAt: 1 } },
  ],
  documentIds: (event) => (event.type === 'CustomerErased' ? [] : [event.data.dealId]),
  documentsWhere: ({ type, data }) =>
    type === 'CustomerErased' ? { customerId: data.customerId } : undefined,
  initial: () => nothing,
  evolve: (document, event) => {
    if (event.type === 'CustomerErased') {
      const { name: _name, ...others } = document;
      return others;
    }
    const deal = evolve(document, event);
    if (deal.status === 'unknown') return document;
    const { revision } = event;
    return { ...deal, revision, products: [...new Set(deal.lines.map(({ product }) => product))] };
  },
});
