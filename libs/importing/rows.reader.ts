import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { csvRows } from './csv.reader.js';
import { type InputFormat } from './mapping.js';
import { ndjsonRows } from './ndjson.reader.js';
import { type Row, UnreadableFileError, type UnreadableRow } from './rows.js';

/** One reading of a file, a piece at a time: memory doesn't grow with the file. */
export interface Reading {
  readonly rows: AsyncIterable<Row | UnreadableRow>;
  /** How much of the file has been read so far. */
  readonly bytesRead: () => number;
}

export const readRows = (file: string, input: InputFormat): Reading => {
  const source = createReadStream(file);
  const rows = input.format === 'csv' ? csvRows(source, input) : ndjsonRows(source);
  return { rows, bytesRead: () => source.bytesRead };
};

/** @throws UnreadableFileError when there is no such file */
export const sizeOf = async (file: string): Promise<number> => {
  try {
    const found = await stat(file);
    if (found.isFile()) return found.size;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadableFileError(`${file} can't be read: ${why}`);
  }
  throw new UnreadableFileError(`${file} is not a file`);
};
