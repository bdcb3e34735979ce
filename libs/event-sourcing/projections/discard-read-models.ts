import { checkpointCollections } from '../consumers/checkpoint.documents.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { ProjectionRegistry } from './projection-registry.js';
import { buildStates } from './projection-state.js';

/**
 * Removes every read model, and all that is known of how far projections, reactions and timers have come: they begin with
 * the log again. Commands that reactions and timers send once more are known as repetitions. What was skipped and what
 * was refused is forgotten. To be called while no other process uses the store; when it is cut off, it is to be called
 * again.
 */
export async function discardReadModels(store: ReadStore): Promise<void> {
  for (const { _id } of await buildStates(store).find({}, { projection: { _id: 1 } }))
    await store.dropCollection(_id);
  await store.dropCollection(ProjectionRegistry.collection);
  await store.dropCollection('_reaction-refusals');
  // Last: until then, they say that the read models are of another log.
  for (const name of checkpointCollections) await store.dropCollection(name);
}
