import { sameValue } from '../../event-sourcing/core.js';
import {
  type AssignDeal,
  type AttachDeal,
  type OpenDeal,
  type ReviseDeal,
  type UnassignDeal,
} from '../deals.commands.js';
import { DealError } from '../deals.errors.js';
import { type DealEvent, type DealRevised, type DealTerms } from '../deals.events.js';
import { type Deal } from '../deals.state.js';
import { amountsOf } from './amounts.js';
import { ofDeal, open, snapshotOf, stageNamed, existingDeal } from './existing.js';
import { type Stages } from '../deals.published.js';

export const openDeal = (stages: Stages, command: OpenDeal, deal: Deal): DealEvent[] => {
  if (deal.status !== 'unknown')
    throw new DealError('deal-already-open', `deal ${command.id} is there already`);
  const { name, currency, owner, source, expectedClose, occurredAtEstimated } = command.data;
  const stage = command.data.stage ?? stages[0]?.name ?? '';
  return [
    {
      type: 'DealOpened',
      data: {
        ...ofDeal(command, command.data),
        ...(name === undefined ? {} : { name }),
        ...amountsOf(command.data, { lines: [], amountMinor: 0 }),
        currency,
        ...(expectedClose === undefined ? {} : { expectedClose }),
        ...stageNamed(stages, stage),
        ...(owner === undefined ? {} : { owner }),
        ...(source === undefined ? {} : { source }),
        openedAt: command.envelope.occurredAt,
        ...(occurredAtEstimated ? { openedAtEstimated: true } : {}),
      },
    },
  ];
};

export const attachDeal = (command: AttachDeal, deal: Deal): DealEvent[] => {
  const existing = existingDeal(command, deal);
  const { status, closedAt, reason, customerId } = existing;
  if (customerId === command.data.customerId) return [];
  if (customerId !== undefined || status === 'won')
    throw new DealError('deal-already-attached', `deal ${command.id} has a customer already`);
  return [
    {
      type: 'DealAttached',
      data: {
        dealId: command.id,
        customerId: command.data.customerId,
        occurredAt: command.envelope.occurredAt,
        ...snapshotOf(existing),
        status,
        ...(closedAt === undefined ? {} : { closedAt }),
        ...(reason === undefined ? {} : { reason }),
      },
    },
  ];
};

const changes = (before: DealTerms, after: DealTerms): DealRevised['data']['changed'] => [
  ...(before.name === after.name ? [] : (['name'] as const)),
  ...(before.amountMinor === after.amountMinor ? [] : (['amount'] as const)),
  ...(sameValue(before.lines, after.lines) ? [] : (['lines'] as const)),
  ...(before.expectedClose === after.expectedClose ? [] : (['expectedClose'] as const)),
];

export const reviseDeal = (command: ReviseDeal, deal: Deal): DealEvent[] => {
  const existing = open(command, deal);
  const { name = existing.name, expectedClose = existing.expectedClose } = command.data;
  const terms: DealTerms = {
    ...(name === undefined ? {} : { name }),
    ...amountsOf(command.data, existing),
    currency: existing.currency,
    ...(expectedClose === undefined ? {} : { expectedClose }),
  };
  const changed = changes(existing, terms);
  if (changed.length === 0) return [];
  return [{ type: 'DealRevised', data: { ...ofDeal(command, existing), ...terms, changed } }];
};

export const assignDeal = (command: AssignDeal, deal: Deal): DealEvent[] => {
  const existing = open(command, deal);
  const { owner } = command.data;
  const { owner: previousOwner } = existing;
  if (owner === previousOwner) return [];
  return [
    {
      type: 'DealAssigned',
      data: {
        ...ofDeal(command, existing),
        owner,
        ...(previousOwner === undefined ? {} : { previousOwner }),
      },
    },
  ];
};

export const unassignDeal = (command: UnassignDeal, deal: Deal): DealEvent[] => {
  const existing = open(command, deal);
  const { owner: previousOwner } = existing;
  if (previousOwner === undefined) return [];
  return [{ type: 'DealUnassigned', data: { ...ofDeal(command, existing), previousOwner } }];
};
