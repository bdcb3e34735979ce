import { EventStoreDBClient } from '@eventstore/db-client';
import { EventStoreError } from '../event-store.port.js';

/**
 * A client that appends by unary calls even where the server offers `BatchAppend`. In 6.2.1 a batched append
 * knows no deadline, and one that is waiting to be written when the connection breaks ends the process by an
 * unhandled rejection, as does an answer that arrives after another client of the process lost its batch.
 *
 * @throws EventStoreError when the connection string is malformed, or its files can't be read
 */
export function connectClient(connectionString: string): EventStoreDBClient {
  if (/[?&]throwOnAppendFailure=false\b/i.test(connectionString)) {
    // The client then makes up the revision of the answer to a conflict.
    throw new EventStoreError('An EventStoreDB connection string must not set throwOnAppendFailure=false');
  }
  try {
    const client = EventStoreDBClient.connectionString(connectionString);
    Object.defineProperty(client, 'supports', { value: () => Promise.resolve(false) });
    return client;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EventStoreError(`No EventStoreDB connection string: ${reason}`, { cause: error });
  }
}
