import { DomainCommand } from '../event-sourcing/core.js';
import { type CommandOf, internal } from '../platform/index.js';
import { ReleaseExternalId } from './external-id-claims.published.js';

/**
 * `insteadOf` names a holder that was found not to have the external id: its claim is passed on. A claim is nearly always
 * the first of its external id, and so it is decided as what begins a stream: without loading it.
 */
export class ClaimExternalId extends DomainCommand<{
  readonly holderId: string;
  readonly insteadOf?: string;
}> {
  static readonly creates = true;
  readonly type = 'ClaimExternalId';
}

export const claimCommands = [internal(ClaimExternalId), internal(ReleaseExternalId)] as const;

export type ClaimCommand = CommandOf<typeof claimCommands>;
