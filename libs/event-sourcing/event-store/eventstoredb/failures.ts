import { ErrorType, isCommandError } from '@eventstore/db-client';
import { EventStoreAccessError, EventStoreError } from '../event-store.port.js';

const TRANSIENT = new Set([
  ErrorType.UNAVAILABLE,
  ErrorType.CANCELLED,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.TIMEOUT,
  ErrorType.NOT_LEADER,
]);

/** gRPC's codes for a call that was broken off, as they come out when the connection goes down under it. */
const BROKEN_OFF = new Set([1 /* CANCELLED */, 13 /* INTERNAL */]);

/** gRPC's code for a login that is wrong. */
const UNAUTHENTICATED = new Set([16]);

/** No answer came in time. Whether the call took effect is unknown. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';

  constructor(milliseconds: number) {
    super(`No answer within ${Math.round(milliseconds)} ms`);
  }
}

/** The server ended a subscription of its own accord, without an error. */
export class SubscriptionEndedError extends Error {
  override readonly name = 'SubscriptionEndedError';
}

/**
 * Whether the same call may well succeed a little later: the node is lost, restarting, electing a leader,
 * silent, or has dropped a subscriber that could not keep up.
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof TimeLimitError || error instanceof SubscriptionEndedError) return true;
  if (!(error instanceof Error)) return false;
  // What the client throws when it has found no node of the cluster.
  if (!isCommandError(error)) return error.message.startsWith('Failed to discover');
  if (error.type === ErrorType.UNKNOWN) return error.code !== undefined && BROKEN_OFF.has(error.code);
  return TRANSIENT.has(error.type);
}

/** As the port's error, the client's being the cause. */
export function toEventStoreError(what: string, error: unknown): EventStoreError {
  if (error instanceof EventStoreError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const refused = error instanceof Error && isCommandError(error);
  if (
    refused &&
    (error.type === ErrorType.ACCESS_DENIED || (error.code !== undefined && UNAUTHENTICATED.has(error.code)))
  ) {
    return new EventStoreAccessError(`The event store's login may not ${what}: ${reason}`, { cause: error });
  }
  return new EventStoreError(`Cannot ${what}: ${reason}`, { cause: error });
}
