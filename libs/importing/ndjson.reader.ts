import { type Readable } from 'node:stream';
import { type Row, UnreadableFileError, type UnreadableRow } from './rows.js';

const MAX_LINE = 16 * 1024 * 1024;

/**
 * The rows of a file with one JSON object a line. A line that is none is handed on as unreadable.
 * @throws UnreadableFileError when a line has no end
 */
export async function* ndjsonRows(source: Readable): AsyncGenerator<Row | UnreadableRow> {
  let line = 0;
  for await (const text of lines(source)) {
    line += 1;
    if (text.trim() !== '') yield rowOf(line, text);
  }
}

/** Without their line ends, and without a byte order mark. */
async function* lines(source: Readable): AsyncGenerator<string> {
  let begun = '';
  let first = true;
  for await (const chunk of source.setEncoding('utf8') as AsyncIterable<string>) {
    const pieces = (begun + (first ? chunk.replace(/^\uFEFF/, '') : chunk)).split('\n');
    first = false;
    begun = pieces.pop() ?? '';
    if (begun.length > MAX_LINE) {
      throw new UnreadableFileError(`a line is longer than ${MAX_LINE} characters: is this NDJSON?`);
    }
    for (const piece of pieces) yield piece.replace(/\r$/, '');
  }
  yield begun;
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
