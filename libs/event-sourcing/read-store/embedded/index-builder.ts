import { type IndexDeclaration } from '../read-store.port.js';
import { type Catalog } from './catalog.js';
import { after, collectionPrefix } from './document-keys.js';
import { type DocumentWriter } from './document-writer.js';
import { type LmdbEnvironment } from './lmdb-environment.js';

/** The event loop is held while so many documents get their entries. */
const BATCH = 100;

/**
 * Declares indexes and fills them from the documents there are. From the moment of the declaration every write keeps
 * them; queries use them once they are full. A build that was cut off goes on when the same index is declared again.
 */
export async function buildIndexes(
  environment: LmdbEnvironment,
  catalog: Catalog,
  writer: DocumentWriter,
  name: string,
  declarations: readonly IndexDeclaration[],
): Promise<void> {
  const { indexes } = await environment.transaction(() => {
    const { id } = catalog.ensure(name);
    const prefix = collectionPrefix(id);
    const [first] = environment.documents.getKeys({ start: prefix, end: after(prefix), limit: 1 });
    return catalog.declare(name, declarations, first !== undefined);
  });
  const building = indexes.filter((index) => index.building).map(({ number }) => number);
  if (building.length === 0) return;
  await reindexAll(environment, catalog, writer, name);
  await catalog.finishBuilding(name, building);
}

async function reindexAll(
  environment: LmdbEnvironment,
  catalog: Catalog,
  writer: DocumentWriter,
  name: string,
): Promise<void> {
  let from: Buffer | undefined;
  for (;;) {
    environment.root.resetReadTxn();
    const entry = catalog.find(name);
    if (entry === undefined) return;
    const prefix = collectionPrefix(entry.id);
    const range = { start: from ?? prefix, end: after(prefix), limit: BATCH };
    const keys = [...environment.documents.getKeys(range)];
    const last = keys.at(-1);
    if (last === undefined) return;
    await environment.transaction(() => {
      // A collection that was dropped meanwhile is not to come back.
      if (catalog.find(name)?.id === entry.id) writer.reindex(keys);
    });
    from = after(last);
  }
}
