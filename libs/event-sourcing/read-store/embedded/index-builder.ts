import { type IndexDeclaration } from '../read-store.port.js';
import { type Catalog } from './catalog.js';
import { after, ALL_DOCUMENTS } from './key-range.js';
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
    const [first] = catalog.ensure(name).documents.getKeys({ limit: 1 });
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
  let from: Buffer = ALL_DOCUMENTS.start;
  for (;;) {
    environment.root.resetReadTxn();
    const entry = catalog.find(name);
    if (entry === undefined) return;
    const keys = [...entry.documents.getKeys({ ...ALL_DOCUMENTS, start: from, limit: BATCH })];
    const last = keys.at(-1);
    if (last === undefined) return;
    await environment.transaction(() => {
      writer.reindex(keys);
    });
    from = after(last);
  }
}
