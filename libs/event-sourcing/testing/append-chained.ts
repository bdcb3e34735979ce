import { type EventStore, type JsonObject } from '../event-store/event-store.port.js';
import { chainHash, GENESIS } from '../events/hash-chain.js';

/** Appends an event at the end of a stream as the engine would, chained to what stands there; of version 1. */
export async function appendChained(
  store: EventStore,
  stream: string,
  event: { readonly id: string; readonly type: string; readonly data: JsonObject },
): Promise<void> {
  const [last] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
  const revision = (last?.revision ?? -1) + 1;
  const metadata = { schemaVersion: 1 };
  const previous = typeof last?.metadata.hash === 'string' ? last.metadata.hash : GENESIS;
  const hash = chainHash(previous, { stream, revision, ...event, metadata });
  const { id, type, data } = event;
  const stored = { id, type, data: JSON.stringify(data), metadata: JSON.stringify({ ...metadata, hash }) };
  await store.append(stream, [stored], last?.revision ?? 'no-stream');
}
