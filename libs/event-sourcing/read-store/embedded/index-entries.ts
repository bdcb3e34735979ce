import { ReadStoreError } from '../read-store.port.js';
import { valuesAt } from './document-path.js';
import { KeyWriter } from './key-encoding.js';

/** LMDB takes keys up to 1,978 bytes; these limits keep every key below, whatever its parts. */
const MAX_FIELDS_BYTES = 900;
export const MAX_ID_BYTES = 900;

export interface IndexedField {
  readonly path: string;
  readonly direction: 1 | -1;
  /** Some document has had several values here, so a document can stand in the index several times. */
  readonly multikey: boolean;
}

/** An index as the catalog keeps it. */
export interface Index {
  readonly number: number;
  readonly fields: readonly IndexedField[];
  readonly unique: boolean;
  /** Not all documents are in it yet: written to, but not read from. */
  readonly building: boolean;
  /** Some value was too long and was cut off: the index still finds, but its order is no longer exact. */
  readonly truncated: boolean;
}

/** What a document puts into one index: an encoded key for each combination of the fields' values. */
export interface IndexEntries {
  readonly keys: readonly Buffer[];
  /** By field: whether this document has several values there. */
  readonly multikey: readonly boolean[];
  readonly truncated: boolean;
}

const writer = new KeyWriter();

/** @throws ReadStoreError when two of the index's fields hold several values: MongoDB refuses that as well. */
export function indexEntriesOf(document: object, index: Index): IndexEntries {
  const limit = Math.floor(MAX_FIELDS_BYTES / index.fields.length);
  let keys: Buffer[] = [Buffer.alloc(0)];
  let truncated = false;
  const multikey = index.fields.map(({ path, direction }) => {
    const values = valuesAt(document, path);
    const encoded = values.map((value) => {
      writer.reset().value(value, direction);
      if (writer.length > limit) truncated = true;
      return writer.copy().subarray(0, limit);
    });
    const distinct = encoded.length === 1 ? encoded : withoutRepeats(encoded);
    keys = distinct.flatMap((part) =>
      keys.map((key) => (key.length === 0 ? part : Buffer.concat([key, part]))),
    );
    return distinct.length > 1;
  });
  if (multikey.filter(Boolean).length > 1) {
    const paths = index.fields.map(({ path }) => path).join(', ');
    throw new ReadStoreError(`An index can cover one array, and a document has two under ${paths}.`);
  }
  return { keys, multikey, truncated };
}

/** The encoding of a value as its index entry has it: cut off where an entry would be. */
export function truncatedToEntry(encoded: Buffer, fieldCount: number): { bytes: Buffer; cut: boolean } {
  const limit = Math.floor(MAX_FIELDS_BYTES / fieldCount);
  return { bytes: encoded.subarray(0, limit), cut: encoded.length > limit };
}

function withoutRepeats(keys: readonly Buffer[]): Buffer[] {
  const sorted = [...keys].sort((a, b) => a.compare(b));
  return sorted.filter((key, position) => position === 0 || sorted[position - 1]?.equals(key) !== true);
}
