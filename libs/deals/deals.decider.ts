import { type Decider } from '../event-sourcing/core.js';
import { type Stages } from './deals.published.js';
import { loseDeal, moveDeal, reopenDeal, winDeal } from './decisions/stages.decision.js';
import { assignDeal, attachDeal, openDeal, reviseDeal, unassignDeal } from './decisions/terms.decision.js';
import { type DealCommand } from './deals.commands.js';
import { type DealEvent, dealEvents } from './deals.events.js';
import { type Deal, evolve } from './deals.state.js';

const decide = (stages: Stages, command: DealCommand, deal: Deal): DealEvent[] => {
  switch (command.type) {
    case 'OpenDeal':
      return openDeal(stages, command, deal);
    case 'AttachDeal':
      return attachDeal(command, deal);
    case 'MoveDeal':
      return moveDeal(stages, command, deal);
    case 'ReviseDeal':
      return reviseDeal(command, deal);
    case 'AssignDeal':
      return assignDeal(command, deal);
    case 'UnassignDeal':
      return unassignDeal(command, deal);
    case 'WinDeal':
      return winDeal(command, deal);
    case 'LoseDeal':
      return loseDeal(command, deal);
    case 'ReopenDeal':
      return reopenDeal(stages, command, deal);
  }
};

/**
 * The life of a deal: open in one of the configured stages, then won or lost, and perhaps open again. What has been
 * decided keeps the stages and probabilities that were configured then.
 */
export const dealDecider = (stages: Stages): Decider<Deal, DealCommand, DealEvent> => ({
  category: 'deal',
  events: dealEvents,
  initial: { status: 'unknown' },
  decide: (command, deal) => decide(stages, command, deal),
  evolve,
  made: ({ type, data }) =>
    type === 'DealWon' && data.orderId !== undefined ? { orderId: data.orderId } : undefined,
});
