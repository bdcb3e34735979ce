import { type Collection, MongoBulkWriteError, type WriteError } from 'mongodb';
import { setTimeout as delay } from 'node:timers/promises';
import { type PositionedDocument, ReadStoreError } from '../read-store.port.js';
import { DUPLICATE_KEY } from './mongodb.errors.js';

type Documents = readonly PositionedDocument[];

/** How often documents that were refused as duplicates, and are not there, are tried again, and how long after. */
const ATTEMPTS = 5;
const PAUSE = 20;

/**
 * Stores documents unless those stored are as new. Ones that are likely new are inserted; the others replace what has
 * their id and an earlier position, by an upsert, which is a duplicate where the stored one is as new.
 *
 * A server's words about duplicates are not read: they differ, and are left out of long replies. What counts is the
 * position that then stands under the id.
 * @throws ReadStoreError when documents are refused as duplicates of others
 */
export async function writeUnlessAsNew(
  collection: Collection<PositionedDocument>,
  documents: Documents,
  likelyNew: boolean,
): Promise<void> {
  let refused = await (likelyNew ? insert(collection, documents) : replace(collection, documents));
  for (let attempt = 1; refused.length > 0; attempt += 1) {
    const missing = await notAsNew(collection, refused);
    const [first] = missing;
    if (first === undefined) return;
    if (attempt > ATTEMPTS) {
      throw new ReadStoreError(
        `${missing.length} documents of ${collection.collectionName} are refused as duplicates, the first being ${first._id}, ` +
          'and nothing as new has their ids: has the collection a unique index that Dossier did not make?',
      );
    }
    // Others may be writing the same documents.
    if (attempt > 1) await delay(PAUSE * attempt);
    refused = await replace(collection, missing);
  }
}

const insert = (collection: Collection<PositionedDocument>, documents: Documents): Promise<Documents> =>
  refusedOf(documents, () => collection.insertMany([...documents], { ordered: false }));

const replace = (collection: Collection<PositionedDocument>, documents: Documents): Promise<Documents> =>
  refusedOf(documents, () =>
    collection.bulkWrite(
      documents.map((replacement) => ({
        replaceOne: {
          filter: { _id: replacement._id, _position: { $lt: replacement._position } },
          replacement,
          upsert: true,
        },
      })),
      { ordered: false },
    ),
  );

/** The documents that the server refused as duplicates. Any other refusal is thrown. */
async function refusedOf(documents: Documents, write: () => Promise<unknown>): Promise<Documents> {
  try {
    await write();
    return [];
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const errors: readonly WriteError[] = [error.writeErrors].flat();
    const allDuplicates = errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY);
    if (!allDuplicates || error.result.getWriteConcernError() !== undefined) throw error;
    return errors.flatMap(({ index }) => documents[index] ?? []);
  }
}

/**
 * Those that the store doesn't hold as new. It is asked for what it has, not for what a majority has: the checkpoint that
 * follows is confirmed by the majority only together with all that stood there before.
 */
async function notAsNew(
  collection: Collection<PositionedDocument>,
  documents: Documents,
): Promise<Documents> {
  const ids = documents.map(({ _id }) => _id);
  const stored = await collection
    .find(
      { _id: { $in: ids } },
      { projection: { _position: 1 }, batchSize: ids.length + 1, readConcern: { level: 'local' } },
    )
    .toArray();
  const positions = new Map(stored.map(({ _id, _position }) => [_id, _position]));
  return documents.filter(({ _id, _position }) => (positions.get(_id) ?? '') < _position);
}
