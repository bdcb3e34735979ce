import { type DomainEvent, type LogEvent } from '../events/domain-event.js';
import { type PositionedDocument, type ReadStore } from '../read-store/read-store.port.js';
import { collectionOf, type Projection } from '../projections/projection.js';
import { ReadModels } from '../projections/read-models.js';
import { documentsAfter } from './projection.spec-kit.js';

/** Puts the documents that a projection makes of a log where its queries read them. */
export const fill = async <D extends object, E extends DomainEvent>(
  store: ReadStore,
  projection: Projection<D, E>,
  log: readonly LogEvent<E>[],
): Promise<ReadModels> => {
  const name = collectionOf(projection);
  await store.ensureIndexes(name, projection.indexes);
  const documents = Object.entries(documentsAfter(projection, log));
  const positioned = documents.map(([_id, document]) => ({ ...document, _id, _position: '1' }));
  await store.collection<PositionedDocument>(name).writeIfNewer(positioned);
  return new ReadModels(store);
};
