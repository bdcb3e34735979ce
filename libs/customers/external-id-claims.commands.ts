import { derivedId, DomainCommand } from '../event-sourcing/core.js';
import { type CommandOf, internal } from '../platform/index.js';
import { type ExternalId } from './customers.events.js';

/** The id of an external id's claim. It can't be read back: a claim tells nothing about a person. */
export const claimIdOf = ({ system, id }: ExternalId): string => derivedId('external-id', system, id);

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

/** Does nothing when another customer holds it. */
export class ReleaseExternalId extends DomainCommand<{ readonly holderId: string }> {
  readonly type = 'ReleaseExternalId';
}

export const claimCommands = [internal(ClaimExternalId), internal(ReleaseExternalId)] as const;

export type ClaimCommand = CommandOf<typeof claimCommands>;
