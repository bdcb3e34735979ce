import { EventStoreError } from '../event-store.port.js';

/** What the file system or the engine threw, as an error of the port that says what could not be done. */
export function failure(what: string, error: unknown): EventStoreError {
  if (error instanceof EventStoreError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new EventStoreError(`${what}: ${reason}`, { cause: error });
}

/** Why LMDB's own thread could not commit, which it tells by a promise of its own; any other error as it is. */
export async function reasonOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  return Promise.resolve(error.commitError).catch((reason: unknown) => reason);
}

/** A failure that the system told LMDB by its number. */
export const isSystemError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code > 0;
