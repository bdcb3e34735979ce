import { type Actor, type CommandEngine } from '../../event-sourcing/core.js';
import { newCommandId } from '../commands/command-id.js';
import { revocationDecider, REVOCATIONS, RevokeToken } from './token-revocations.js';

/**
 * Records that a token is no longer accepted.
 * @throws EventStoreError when the store fails; revoking again is safe
 */
export const revokeToken = async (
  engine: CommandEngine,
  tokenId: string,
  actor: Actor,
  now: Date,
): Promise<'revoked' | 'unchanged'> => {
  const commandId = newCommandId();
  const { outcome } = await engine.handle(
    revocationDecider,
    new RevokeToken(
      REVOCATIONS,
      { tokenId },
      {
        commandId,
        requestHash: '',
        correlationId: commandId,
        causationId: commandId,
        actor,
        occurredAt: now.toISOString(),
        timeFrom: 'decision',
      },
    ),
  );
  return outcome === 'appended' ? 'revoked' : 'unchanged';
};
