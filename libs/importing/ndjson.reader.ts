import { type Readable } from 'node:stream';
import { linesOf } from '../platform/index.js';
import { type Row, UnreadableFileError, type UnreadableRow } from './rows.js';

/** In bytes. */
const MAX_LINE = 16 * 1024 * 1024;

/**
 * The rows of a file with one JSON object a line. A line that is none is handed on as unreadable.
 * @throws UnreadableFileError when a line has no end
 */
export async function* ndjsonRows(source: Readable): AsyncGenerator<Row | UnreadableRow> {
  for await (const { number, text, fault } of linesOf(source, MAX_LINE)) {
    if (fault === 'not-utf-8') yield { line: number, content: '', problem: 'the line is not UTF-8' };
    else if (text === undefined)
      throw new UnreadableFileError(`line ${number} is longer than ${MAX_LINE} bytes: is this NDJSON?`);
    else yield rowOf(number, text);
  }
}

const rowOf = (line: number, content: string): Row | UnreadableRow => {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { line, content, problem: `the line is not JSON: ${why}` };
  }
  if (!isObject(json)) return { line, content, problem: 'the line is not a JSON object' };
  return { line, content, values: Object.fromEntries(leaves(json, '')) };
};

const isObject = (json: unknown): json is object =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** Nested fields as `outer.inner`; of a list, each item by its index from 0. Nulls are not there. */
const leaves = (json: object, prefix: string): [string, string][] =>
  Object.entries(json).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const name = prefix + key;
    if (value === null) return [];
    if (typeof value === 'object') return leaves(value, `${name}.`);
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
