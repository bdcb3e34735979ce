import { type Decider } from '../event-sourcing/core.js';
import { CustomerError } from './customers.errors.js';
import { type ClaimCommand } from './external-id-claims.commands.js';
import { type ClaimEvent, claimEvents } from './external-id-claims.events.js';

/** Who has an external id, and since when. */
export type Claim =
  | { readonly status: 'unknown' | 'free' }
  | { readonly status: 'held'; readonly holderId: string; readonly claimedAt: string };

const decide = ({ type, data, envelope }: ClaimCommand, claim: Claim): ClaimEvent[] => {
  const { holderId } = data;
  const { occurredAt } = envelope;
  switch (type) {
    case 'ClaimExternalId': {
      const claimed = { type: 'ExternalIdClaimed', data: { occurredAt, holderId } } as const;
      if (claim.status !== 'held') return [claimed];
      if (claim.holderId === holderId) return [];
      if (claim.holderId !== data.insteadOf)
        throw new CustomerError(
          'external-id-taken',
          `customer ${claim.holderId} has this external id`,
          [],
          claim.holderId,
        );
      return [{ type: 'ExternalIdReleased', data: { occurredAt, holderId: claim.holderId } }, claimed];
    }
    case 'ReleaseExternalId':
      if (claim.status === 'unknown')
        throw new CustomerError('external-id-not-found', 'nobody ever had this external id');
      if (claim.status !== 'held' || claim.holderId !== holderId) return [];
      return [{ type: 'ExternalIdReleased', data: { occurredAt, holderId } }];
  }
};

const evolve = (_claim: Claim, { type, data }: ClaimEvent): Claim => {
  switch (type) {
    case 'ExternalIdClaimed':
      return { status: 'held', holderId: data.holderId, claimedAt: data.occurredAt };
    case 'ExternalIdReleased':
      return { status: 'free' };
  }
};

/** A stream for each external id that any customer ever had: of customers that want it at once, one gets it. */
export const claimDecider: Decider<Claim, ClaimCommand, ClaimEvent> = {
  category: 'external-id',
  events: claimEvents,
  initial: { status: 'unknown' },
  decide,
  evolve,
};
