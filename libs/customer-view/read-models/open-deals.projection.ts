import { type CustomerErased } from '../../customers/customers.events.js';
import { eventTypesOf, projection } from '../../event-sourcing/core.js';
import { dealEvents, type DealEvent, type DealSnapshot } from '../../deals/deals.events.js';

/** A customer's deal that is neither won nor lost; `amount` in minor units. */
export interface OpenDeal {
  readonly customerId: string;
  readonly name?: string;
  readonly stage: string;
  readonly probability: number;
  readonly amount: number;
  readonly currency: string;
  readonly owner?: string;
  readonly openedAt: string;
  readonly expectedClose?: string;
}

const openDealOf = (customerId: string, snapshot: DealSnapshot): OpenDeal => {
  const {
    name,
    stage,
    probability,
    amountMinor: amount,
    currency,
    owner,
    openedAt,
    expectedClose,
  } = snapshot;
  return {
    customerId,
    ...(name === undefined ? {} : { name }),
    stage,
    probability,
    amount,
    currency,
    ...(owner === undefined ? {} : { owner }),
    openedAt,
    ...(expectedClose === undefined ? {} : { expectedClose }),
  };
};

/** One document for each open deal of a known customer, with the deal's id; a win or a loss deletes it. */
export const openDeals = projection<OpenDeal, DealEvent | CustomerErased>({
  name: 'open-deals',
  version: 1,
  events: [...eventTypesOf(dealEvents), 'CustomerErased'],
  indexes: [{ fields: { customerId: 1, openedAt: 1 } }],
  documentIds: ({ type, data }) =>
    type === 'CustomerErased' || data.customerId === undefined ? [] : [data.dealId],
  documentsWhere: ({ type, data }) =>
    type === 'CustomerErased' ? { customerId: data.customerId } : undefined,
  initial: () => ({ customerId: '', stage: '', probability: 0, amount: 0, currency: '', openedAt: '' }),
  evolve: (deal, { type, data }) => {
    switch (type) {
      case 'DealOpened':
      case 'DealReopened':
        return openDealOf(data.customerId ?? deal.customerId, data);
      case 'DealAttached':
        return data.status === 'open' ? openDealOf(data.customerId, data) : null;
      case 'DealStageChanged': {
        const { stage, probability } = data;
        return { ...deal, stage, probability };
      }
      case 'DealRevised': {
        const { name, amountMinor: amount, expectedClose } = data;
        return {
          ...deal,
          ...(name === undefined ? {} : { name }),
          amount,
          ...(expectedClose === undefined ? {} : { expectedClose }),
        };
      }
      case 'DealAssigned':
        return { ...deal, owner: data.owner };
      case 'DealUnassigned': {
        const { owner: _owner, ...ownerless } = deal;
        return ownerless;
      }
      case 'DealWon':
      case 'DealLost':
        return null;
      case 'CustomerErased': {
        const { name: _name, ...others } = deal;
        return others;
      }
    }
  },
});
