import { type DealEvent, type DealLine, type DealSnapshot } from '../../deals/deals.events.js';

const noon = (day: string): string => `${day}T12:00:00.000Z`;

export interface DealLife {
  readonly dealId: string;
  readonly customerId?: string;
  readonly owner?: string;
  readonly currency?: string;
  readonly opened: string;
  readonly estimated?: true;
  readonly amount: number;
  readonly lines?: readonly Omit<DealLine, 'quantity'>[];
}

const snapshotOf = (deal: DealLife, stage: string, probability: number): DealSnapshot => ({
  lines: (deal.lines ?? []).map((line) => ({ ...line, quantity: 1 })),
  amountMinor: deal.amount,
  currency: deal.currency ?? 'USD',
  stage,
  probability,
  openedAt: noon(deal.opened),
  ...(deal.owner === undefined ? {} : { owner: deal.owner }),
  ...(deal.estimated ? { openedAtEstimated: true } : {}),
});

/** The events of one deal, for specs: each names its day, and what is new in it. */
export const lifeOf = (deal: DealLife) => {
  const of = (day: string) => ({
    dealId: deal.dealId,
    occurredAt: noon(day),
    ...(deal.customerId === undefined ? {} : { customerId: deal.customerId }),
  });
  return {
    opened: (stage = 'prospecting', probability = 0.1): DealEvent => ({
      type: 'DealOpened',
      data: { ...of(deal.opened), ...snapshotOf(deal, stage, probability) },
    }),
    attached: (day: string, customerId: string): DealEvent => ({
      type: 'DealAttached',
      data: { ...of(day), ...snapshotOf(deal, 'prospecting', 0.1), customerId, status: 'open' },
    }),
    moved: (day: string, stage: string, probability: number): DealEvent => ({
      type: 'DealStageChanged',
      data: {
        ...of(day),
        stage,
        probability,
        previousStage: 'prospecting',
        amountMinor: deal.amount,
        currency: deal.currency ?? 'USD',
      },
    }),
    revised: (day: string, amount: number): DealEvent => ({
      type: 'DealRevised',
      data: {
        ...of(day),
        lines: [],
        amountMinor: amount,
        currency: deal.currency ?? 'USD',
        changed: ['amount'],
      },
    }),
    assigned: (day: string, owner: string): DealEvent => ({
      type: 'DealAssigned',
      data: { ...of(day), owner },
    }),
    won: (day: string, customerId = deal.customerId ?? 'somebody', amount = deal.amount): DealEvent => ({
      type: 'DealWon',
      data: { ...of(day), ...snapshotOf({ ...deal, amount }, 'engaging', 0.25), customerId, win: 1 },
    }),
    lost: (day: string): DealEvent => ({
      type: 'DealLost',
      data: { ...of(day), ...snapshotOf(deal, 'engaging', 0.25), reason: 'price' },
    }),
    reopened: (day: string, stage: string, probability: number): DealEvent => ({
      type: 'DealReopened',
      data: {
        ...of(day),
        ...snapshotOf(deal, stage, probability),
        previously: 'won',
        closedAt: noon(day),
        win: 1,
      },
    }),
  };
};
