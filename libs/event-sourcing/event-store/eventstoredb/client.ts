import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { EventStoreError } from '../event-store.port.js';
import { withinTimeLimit } from './collect.js';

const KEEP_ALIVE_TIMEOUT = 10_000;

/**
 * A client whose `appendToStream` makes a call of its own even where the server offers `BatchAppend`. In 6.2.1 a batched
 * append of the client knows no deadline, and one that is waiting to be written when the connection breaks ends the process
 * by an unhandled rejection, as does an answer that arrives after another client of the process lost its batch:
 * `BatchedAppends` is ours.
 *
 * Clients of another generation share no connection with it: gRPC keeps one for all channels with the same options, also
 * one that never answers.
 *
 * @throws EventStoreError when the connection string is malformed, or its files can't be read
 */
export function connectClient(connectionString: string, generation: number): EventStoreDBClient {
  if (/[?&]throwOnAppendFailure=false\b/i.test(connectionString)) {
    // The client then makes up the revision of the answer to a conflict.
    throw new EventStoreError('An EventStoreDB connection string must not set throwOnAppendFailure=false');
  }
  try {
    const client = EventStoreDBClient.connectionString(ofGeneration(connectionString, generation));
    Object.defineProperty(client, 'supports', { value: () => Promise.resolve(false) });
    return client;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EventStoreError(`No EventStoreDB connection string: ${reason}`, { cause: error });
  }
}

/** A call of `BatchAppend`: requests in, answers out, in any order. */
export type BatchCall = ReturnType<StreamsClient['batchAppend']>;

interface Capabilities {
  supports(method: typeof StreamsService.batchAppend): boolean;
}

/** Undefined: the server doesn't offer it. It ends when the client is disposed of; an error of it makes the client reconnect. */
export async function openBatchAppend(client: EventStoreDBClient): Promise<BatchCall | undefined> {
  const capabilities = (await Reflect.get(client, 'capabilities')) as Capabilities;
  if (!capabilities.supports(StreamsService.batchAppend)) return undefined;
  const callArguments = Reflect.get(client, 'callArguments') as (
    options: object,
    ofCall: { readonly deadline: number },
  ) => [never, never];
  const create = Reflect.get(client, 'GRPCStreamCreator') as (
    service: typeof StreamsClient,
    name: string,
    open: (service: StreamsClient) => BatchCall,
  ) => () => Promise<BatchCall>;
  return create(StreamsClient, 'appendToStream', (service) =>
    service.batchAppend(...callArguments({}, { deadline: Infinity })),
  )();
}

/** The time to wait for a keep-alive's answer, a millisecond longer with each generation. */
function ofGeneration(connectionString: string, generation: number): string {
  const set = /([?&]keepAliveTimeout=)(\d+)/i;
  if (set.test(connectionString)) {
    return connectionString.replace(
      set,
      (_, name: string, value: string) => `${name}${Number(value) + generation}`,
    );
  }
  const separator = connectionString.includes('?') ? '&' : '?';
  return `${connectionString}${separator}keepAliveTimeout=${KEEP_ALIVE_TIMEOUT + generation}`;
}

/** Ends what is under way on a client, and closes its connection, which its own `dispose` leaves open. */
export async function disposeOf(client: EventStoreDBClient, timeLimit: number): Promise<void> {
  // What is broken off by then may never say so.
  await withinTimeLimit(client.dispose(), timeLimit).catch(() => undefined);
  const getChannel = Reflect.get(client, 'getChannel') as () => Promise<{ close(): void }>;
  await withinTimeLimit(getChannel(), timeLimit).then(
    (channel) => {
      channel.close();
    },
    () => undefined,
  );
}
