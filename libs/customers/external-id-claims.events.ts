import { type EventDefinitions } from '../event-sourcing/core.js';

/** `holderId` is the customer that has the external id from now on, or is about to be registered with it. */
interface ClaimFact {
  readonly occurredAt: string;
  readonly holderId: string;
}

export interface ExternalIdClaimed {
  readonly type: 'ExternalIdClaimed';
  readonly data: ClaimFact;
}

export interface ExternalIdReleased {
  readonly type: 'ExternalIdReleased';
  readonly data: ClaimFact;
}

export type ClaimEvent = ExternalIdClaimed | ExternalIdReleased;

export const claimEvents: EventDefinitions<ClaimEvent> = {
  ExternalIdClaimed: { version: 1, personal: [] },
  ExternalIdReleased: { version: 1, personal: [] },
};
