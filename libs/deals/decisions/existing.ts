import { type DealCommand } from '../deals.commands.js';
import { DealError } from '../deals.errors.js';
import { type DealSnapshot, type StageChance } from '../deals.events.js';
import { type Stages } from '../deals.published.js';
import { type Deal, type ExistingDeal } from '../deals.state.js';

type Open = ExistingDeal & { readonly status: 'open' };
type Closed = ExistingDeal & { readonly status: 'won' | 'lost'; readonly closedAt: string };

/** The deal as it stands. @throws DealError `deal-not-found` */
export const existingDeal = ({ id }: DealCommand, deal: Deal): ExistingDeal => {
  if (deal.status === 'unknown') throw new DealError('deal-not-found', `there is no deal ${id}`);
  return deal;
};

/** @throws DealError when there is no such deal, or it is won or lost */
export const open = (command: DealCommand, deal: Deal): Open => {
  const existing = existingDeal(command, deal);
  if (!isOpen(existing)) throw new DealError('deal-closed', `deal ${command.id} is ${existing.status}`);
  return existing;
};

/** @throws DealError when there is no such deal, or it is open */
export const closed = (command: DealCommand, deal: Deal): Closed => {
  const existing = existingDeal(command, deal);
  if (!isClosed(existing)) throw new DealError('deal-not-closed', `deal ${command.id} is open`);
  return existing;
};

const isOpen = (deal: ExistingDeal): deal is Open => deal.status === 'open';

const isClosed = (deal: ExistingDeal): deal is Closed => deal.closedAt !== undefined;

/** A step through the stages can't have occurred before the step it follows. */
export const checkOrder = ({ envelope }: DealCommand, { lastStepAt }: ExistingDeal): void => {
  if (envelope.occurredAt < lastStepAt)
    throw new DealError(
      'occurred-before-last',
      `occurredAt ${envelope.occurredAt} is before the deal's last step, ${lastStepAt}`,
    );
};

/** @throws DealError `unknown-stage`, naming those there are */
export const stageNamed = (stages: Stages, wanted: string): StageChance => {
  const stage = stages.find(({ name }) => name === wanted);
  if (!stage)
    throw new DealError(
      'unknown-stage',
      `there is no stage ${wanted}; there are ${stages.map(({ name }) => name).join(', ')}`,
    );
  return { stage: stage.name, probability: stage.probability };
};

/** What every event of the deal carries. */
export const ofDeal = (command: DealCommand, { customerId }: { readonly customerId?: string }) => ({
  dealId: command.id,
  ...(customerId === undefined ? {} : { customerId }),
  occurredAt: command.envelope.occurredAt,
});

export const snapshotOf = (deal: ExistingDeal): DealSnapshot => {
  const {
    status: _status,
    dealId: _dealId,
    customerId: _customerId,
    closedAt: _closedAt,
    reason: _reason,
    wins: _wins,
    orderId: _orderId,
    lastStepAt: _lastStepAt,
    ...snapshot
  } = deal;
  return snapshot;
};
