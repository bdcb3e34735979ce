/** A row as it stands in the file, with what a mapping may ask of it. */
export interface Row {
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** Stands for the whole row, also in idempotency keys: two rows are the same when this is. */
  readonly content: string;
  /** The text of each column; NDJSON's nested fields are `outer.inner`. */
  readonly values: Readonly<Record<string, string>>;
}

/** A piece of the file that is no row: it can't be read, and the ones after it can. */
export interface UnreadableRow {
  readonly line: number;
  /** As it stands in the file, without its last line end. */
  readonly content: string;
  readonly problem: string;
}

/** The file as a whole can't be read as the mapping says; the sentence says why. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}
