import { after, type TimelineLines } from '../platform/index.js';
import { amountText } from '../platform/money/index.js';
import { type DealEvent } from './deals.events.js';

const dealText = ({
  name,
  amountMinor,
  currency,
}: {
  name?: string;
  amountMinor: number;
  currency: string;
}) => `deal${after(' ', name)}, ${amountText(amountMinor, currency)}`;

const line = ({ type, data }: DealEvent): string => {
  switch (type) {
    case 'DealOpened':
      return `Opened a ${dealText(data)}, in ${data.stage}`;
    case 'DealAttached':
      return `Attached to a ${dealText(data)}, in ${data.stage}`;
    case 'DealStageChanged':
      return `Moved a deal from ${data.previousStage} to ${data.stage}`;
    case 'DealRevised':
      return `Revised ${data.changed.join(', ')} of a ${dealText(data)}`;
    case 'DealAssigned':
      return `Assigned a deal to ${data.owner}`;
    case 'DealUnassigned':
      return `A deal is no longer assigned to ${data.previousOwner}`;
    case 'DealWon':
      return `Won a ${dealText(data)}`;
    case 'DealLost':
      return `Lost a ${dealText(data)}: ${data.reason}`;
    case 'DealReopened':
      return `Reopened a ${dealText(data)}, in ${data.stage}`;
  }
};

export const dealTimeline: TimelineLines<DealEvent> = { kind: 'deal', line };
