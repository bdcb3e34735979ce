import { ReadStoreError } from '../read-store.port.js';
import { plainValueAt, SEVERAL, valuesAt } from '../document-path.js';
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
  /** Not all documents are in it yet: written to, but not read from. */
  readonly building: boolean;
  /** Some value was too long and was cut off: the index still finds, but its order is no longer exact. */
  readonly truncated: boolean;
}

/** Traits that a document gives to an index: the catalog must record them before the document is written. */
export interface IndexTraits {
  /** By field: whether this document has several values there; empty when it has in none. */
  readonly multikey: readonly boolean[];
  readonly truncated: boolean;
}

/** Whether the document gives the index a trait that the catalog has not recorded. */
export function changesTraits(index: Index, { multikey, truncated }: IndexTraits): boolean {
  if (truncated && !index.truncated) return true;
  return multikey.some((several, at) => several && index.fields[at]?.multikey === false);
}

/** Traits to be recorded, by the number of the index. */
export type TraitChanges = ReadonlyMap<number, IndexTraits>;

const NOTHING: IndexTraits = { multikey: [], truncated: false };
const CUT_OFF: IndexTraits = { multikey: [], truncated: true };

const scratch = new KeyWriter();

/**
 * Writes what a document puts into one index, for each combination of the fields' values: the index's number (1 byte),
 * the length of the encoded values (2), and these.
 *
 * @throws ReadStoreError when two of the index's fields hold several values: MongoDB refuses that as well.
 */
export function writeEntries(out: KeyWriter, document: object, index: Index): IndexTraits {
  const start = out.length;
  const traits = writePlainEntry(out, document, index);
  if (traits !== undefined) return traits;
  out.length = start;
  return writeMultikeyEntries(out, document, index);
}

/** The one entry of a document without arrays in the indexed fields, which most are; undefined for others. */
function writePlainEntry(
  out: KeyWriter,
  document: object,
  { number, fields }: Index,
): IndexTraits | undefined {
  const limit = Math.floor(MAX_FIELDS_BYTES / fields.length);
  let truncated = false;
  const lengthAt = out.uint8(number).length;
  out.uint16(0);
  for (const { path, direction } of fields) {
    const value = plainValueAt(document, path);
    if (value === SEVERAL) return undefined;
    const end = out.length + limit;
    out.value(value, direction);
    if (out.length <= end) continue;
    out.length = end;
    truncated = true;
  }
  out.patchUint16(out.length - lengthAt - 2, lengthAt);
  return truncated ? CUT_OFF : NOTHING;
}

function writeMultikeyEntries(out: KeyWriter, document: object, index: Index): IndexTraits {
  const limit = Math.floor(MAX_FIELDS_BYTES / index.fields.length);
  let keys: Buffer[] = [Buffer.alloc(0)];
  let truncated = false;
  const multikey = index.fields.map(({ path, direction }) => {
    const encoded = valuesAt(document, path).map((value) => scratch.reset().value(value, direction).copy());
    truncated ||= encoded.some(({ length }) => length > limit);
    const distinct = withoutRepeats(encoded.map((bytes) => bytes.subarray(0, limit)));
    keys = distinct.flatMap((part) => keys.map((key) => Buffer.concat([key, part])));
    return distinct.length > 1;
  });
  if (multikey.filter(Boolean).length > 1) {
    const paths = index.fields.map(({ path }) => path).join(', ');
    throw new ReadStoreError(`An index can cover one array, and a document has two under ${paths}.`);
  }
  for (const key of keys) out.uint8(index.number).uint16(key.length).raw(key);
  return { multikey, truncated };
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
