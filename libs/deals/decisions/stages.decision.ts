import { derivedId } from '../../event-sourcing/core.js';
import { type LoseDeal, type MoveDeal, type ReopenDeal, type WinDeal } from '../deals.commands.js';
import { DealError } from '../deals.errors.js';
import { type DealEvent } from '../deals.events.js';
import { type Deal } from '../deals.state.js';
import { amountingTo, isForSomething } from './amounts.js';
import { checkOrder, closed, ofDeal, open, snapshotOf, stageNamed } from './existing.js';
import { type Stages } from '../deals.published.js';

/** Forwards and backwards alike: customers change their minds. */
export const moveDeal = (stages: Stages, command: MoveDeal, deal: Deal): DealEvent[] => {
  const existing = open(command, deal);
  const next = stageNamed(stages, command.data.stage);
  if (next.stage === existing.stage) return [];
  checkOrder(command, existing);
  const { stage: previousStage, amountMinor, currency, owner } = existing;
  return [
    {
      type: 'DealStageChanged',
      data: {
        ...ofDeal(command, existing),
        ...next,
        previousStage,
        amountMinor,
        currency,
        ...(owner === undefined ? {} : { owner }),
      },
    },
  ];
};

export const winDeal = (command: WinDeal, deal: Deal): DealEvent[] => {
  const existing = open(command, deal);
  const { customerId } = existing;
  if (customerId === undefined)
    throw new DealError('deal-without-customer', `deal ${command.id} has no customer yet; attach it to one`);
  checkOrder(command, existing);
  const { amount, bookOrder = true } = command.data;
  const snapshot = snapshotOf(existing);
  const amounts = amount === undefined ? snapshot : amountingTo(existing, amount);
  const win = existing.wins + 1;
  return [
    {
      type: 'DealWon',
      data: {
        dealId: command.id,
        customerId,
        occurredAt: command.envelope.occurredAt,
        ...snapshot,
        ...amounts,
        win,
        ...(bookOrder && isForSomething(amounts)
          ? { orderId: derivedId('order-of-win', command.id, `${win}`) }
          : {}),
      },
    },
  ];
};

export const loseDeal = (command: LoseDeal, deal: Deal): DealEvent[] => {
  const existing = open(command, deal);
  checkOrder(command, existing);
  const { reason } = command.data;
  return [{ type: 'DealLost', data: { ...ofDeal(command, existing), ...snapshotOf(existing), reason } }];
};

export const reopenDeal = (stages: Stages, command: ReopenDeal, deal: Deal): DealEvent[] => {
  const existing = closed(command, deal);
  checkOrder(command, existing);
  const { status, closedAt, wins, orderId } = existing;
  const { stage } = command.data;
  return [
    {
      type: 'DealReopened',
      data: {
        ...ofDeal(command, existing),
        ...snapshotOf(existing),
        ...(stage === undefined ? {} : stageNamed(stages, stage)),
        previously: status,
        closedAt,
        ...(status === 'won' ? { win: wins } : {}),
        ...(orderId === undefined ? {} : { orderId }),
      },
    },
  ];
};
