import { type DealEvent, type DealSnapshot } from '../../deals/deals.events.js';

/** A deal that is neither won nor lost; `amount` in minor units. */
export interface OpenDeal {
  readonly dealId: string;
  readonly name?: string;
  readonly stage: string;
  readonly probability: number;
  readonly amount: number;
  readonly currency: string;
  readonly owner?: string;
  readonly openedAt: string;
  readonly expectedClose?: string;
}

/** How many there are, and those that came last, the latest first. */
export interface OpenDeals {
  readonly count: number;
  readonly latest: readonly OpenDeal[];
}

/** How many are kept. */
const LATEST = 50;

const openDealOf = (dealId: string, snapshot: DealSnapshot): OpenDeal => {
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
    dealId,
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

const opened = ({ count, latest }: OpenDeals, deal: OpenDeal): OpenDeals => ({
  count: count + 1,
  latest: [deal, ...latest].slice(0, LATEST),
});

const closed = ({ count, latest }: OpenDeals, dealId: string): OpenDeals => ({
  count: count - 1,
  latest: latest.filter((deal) => deal.dealId !== dealId),
});

const changed = (deals: OpenDeals, dealId: string, change: (deal: OpenDeal) => OpenDeal): OpenDeals =>
  deals.latest.some((deal) => deal.dealId === dealId)
    ? { ...deals, latest: deals.latest.map((deal) => (deal.dealId === dealId ? change(deal) : deal)) }
    : deals;

/** A customer's open deals after an event of one of its deals. */
export const openDealsAfter = (deals: OpenDeals, { type, data }: DealEvent): OpenDeals => {
  const { dealId } = data;
  switch (type) {
    case 'DealOpened':
    case 'DealReopened':
      return opened(deals, openDealOf(dealId, data));
    case 'DealAttached':
      return data.status === 'open' ? opened(deals, openDealOf(dealId, data)) : deals;
    case 'DealStageChanged': {
      const { stage, probability } = data;
      return changed(deals, dealId, (deal) => ({ ...deal, stage, probability }));
    }
    case 'DealRevised': {
      const { name, amountMinor: amount, expectedClose } = data;
      return changed(deals, dealId, (deal) => ({
        ...deal,
        ...(name === undefined ? {} : { name }),
        amount,
        ...(expectedClose === undefined ? {} : { expectedClose }),
      }));
    }
    case 'DealAssigned':
      return changed(deals, dealId, (deal) => ({ ...deal, owner: data.owner }));
    case 'DealWon':
    case 'DealLost':
      return closed(deals, dealId);
  }
};
