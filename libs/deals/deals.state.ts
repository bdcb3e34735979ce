import {
  type DealEvent,
  type DealLost,
  type DealOpened,
  type DealSnapshot,
  type DealWon,
} from './deals.events.js';

export interface ExistingDeal extends DealSnapshot {
  readonly status: 'open' | 'won' | 'lost';
  readonly dealId: string;
  readonly customerId?: string;
  /** When it was won or lost; absent while it is open. */
  readonly closedAt?: string;
  /** Why it was lost. */
  readonly reason?: string;
  /** How often it has been won. */
  readonly wins: number;
  /** The order booked for the win that it stands in. */
  readonly orderId?: string;
  /** When the last step through its stages occurred: the next can't have occurred before. */
  readonly lastStepAt: string;
}

export type Deal = { readonly status: 'unknown' } | ExistingDeal;

const opened = ({ data }: DealOpened): ExistingDeal => {
  const { occurredAt, ...deal } = data;
  return { ...deal, status: 'open', wins: 0, lastStepAt: occurredAt };
};

/** The deal without what it was closed with. */
const stillOpen = (deal: ExistingDeal): ExistingDeal => {
  const { closedAt: _closedAt, reason: _reason, orderId: _orderId, ...open } = deal;
  return { ...open, status: 'open' };
};

const won = (deal: ExistingDeal, { data }: DealWon): ExistingDeal => ({
  ...deal,
  status: 'won',
  customerId: data.customerId,
  lines: data.lines,
  amountMinor: data.amountMinor,
  wins: data.win,
  ...(data.orderId === undefined ? {} : { orderId: data.orderId }),
  closedAt: data.occurredAt,
  lastStepAt: data.occurredAt,
});

const lost = (deal: ExistingDeal, { data: { occurredAt, reason } }: DealLost): ExistingDeal => ({
  ...deal,
  status: 'lost',
  reason,
  closedAt: occurredAt,
  lastStepAt: occurredAt,
});

const evolveExisting = (deal: ExistingDeal, event: Exclude<DealEvent, DealOpened>): ExistingDeal => {
  switch (event.type) {
    case 'DealAttached': {
      // The name is the customer's from now on: it is gone when the customer was erased meanwhile.
      const { name: _name, ...others } = deal;
      const { customerId, name } = event.data;
      return { ...others, customerId, ...(name === undefined ? {} : { name }) };
    }
    case 'DealStageChanged': {
      const { stage, probability, occurredAt } = event.data;
      return { ...deal, stage, probability, lastStepAt: occurredAt };
    }
    case 'DealRevised': {
      const {
        dealId: _deal,
        customerId: _customer,
        occurredAt: _at,
        changed: _changed,
        ...terms
      } = event.data;
      return { ...deal, ...terms };
    }
    case 'DealAssigned':
      return { ...deal, owner: event.data.owner };
    case 'DealUnassigned': {
      const { owner: _owner, ...ownerless } = deal;
      return ownerless;
    }
    case 'DealWon':
      return won(deal, event);
    case 'DealLost':
      return lost(deal, event);
    case 'DealReopened': {
      const { stage, probability, occurredAt } = event.data;
      return { ...stillOpen(deal), stage, probability, lastStepAt: occurredAt };
    }
  }
};

export const evolve = (deal: Deal, event: DealEvent): Deal => {
  if (event.type === 'DealOpened') return opened(event);
  return deal.status === 'unknown' ? deal : evolveExisting(deal, event);
};
