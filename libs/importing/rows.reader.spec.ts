import { beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../event-sourcing/testing.js';
import { type InputFormat } from './mapping.js';
import { type Row, type UnreadableRow } from './rows.js';
import { readRows, sizeOf } from './rows.reader.js';

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});

const csv: InputFormat = { format: 'csv', delimiter: ',', empty: [''], replace: {} };

const rowsOf = async (text: string, input: InputFormat): Promise<(Row | UnreadableRow)[]> => {
  const file = join(folder, 'input');
  await writeFile(file, text);
  const rows: (Row | UnreadableRow)[] = [];
  for await (const row of readRows(file, input).rows) rows.push(row);
  return rows;
};

const valuesOf = async (text: string, input: InputFormat = csv) =>
  (await rowsOf(text, input)).map((row) => ('values' in row ? row.values : row.problem));

const linesOf = async (text: string) => (await rowsOf(text, csv)).map(({ line }) => line);

describe('the rows of a CSV file', () => {
  it('take their names from the first line', async () => {
    expect(await valuesOf('name,town\nAda,London\nLin,北京\n')).toEqual([
      { name: 'Ada', town: 'London' },
      { name: 'Lin', town: '北京' },
    ]);
  });

  it('may begin with a byte order mark, end in CR LF, and lack the last line end', async () => {
    expect(await valuesOf('\uFEFFname,town\r\nAda,London\r\n\r\nLin,Beijing')).toEqual([
      { name: 'Ada', town: 'London' },
      { name: 'Lin', town: 'Beijing' },
    ]);
  });

  it('may have quoted fields, with delimiters, quotes and line ends in them', async () => {
    expect(await valuesOf('name,town\n"Lovelace, Ada","He said ""hi""\nand left"\n5" nail,x\n')).toEqual([
      { name: 'Lovelace, Ada', town: 'He said "hi"\nand left' },
      { name: '5" nail', town: 'x' },
    ]);
  });

  it.each([';', '\t', '||'])('may be delimited by %j', async (delimiter) => {
    expect(
      await valuesOf(['a', 'b'].join(delimiter) + '\n1' + delimiter + '2\n', { ...csv, delimiter }),
    ).toEqual([{ a: '1', b: '2' }]);
  });

  it('may stand in columns between runs of spaces, without a header', async () => {
    const input = { ...csv, delimiter: 'spaces', columns: ['id', 'note', 'amount'] };
    const text = ' 0001 "two  words"   29.33  \r\n\n   \n 0002   ""  1.00\n3 "a ""b  c"" d" 7\n4 5""  x  ';
    expect(await valuesOf(text, input)).toEqual([
      { id: '0001', note: 'two  words', amount: '29.33' },
      { id: '0002', note: '', amount: '1.00' },
      { id: '3', note: 'a "b  c" d', amount: '7' },
      { id: '4', note: '5""', amount: 'x' },
    ]);
  });

  it.each(['\n', '\r\n'])('know their lines, whatever is quoted, where lines end in %j', async (end) => {
    const text = 'a,b\n1,2\n\n"x\ny",3\n4,5\n"p\nq\nr",6\n7,8\n'.replaceAll('\n', end);
    expect(await linesOf(text)).toEqual([2, 4, 6, 7, 10]);
  });

  it('go on after one with too few or too many fields', async () => {
    expect(await valuesOf('a,b\n1\n2,3\n4,5,6\n')).toEqual([
      'the row has 1 fields, not 2',
      { a: '2', b: '3' },
      'the row has 3 fields, not 2',
    ]);
  });

  it('end with the one whose quote is never closed', async () => {
    const rows = await rowsOf('a,b\n1,2\n"3,4\r\n5,6\n', csv);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toEqual({
      line: 3,
      content: '"3,4\r\n5,6',
      problem: expect.stringContaining('never closed'),
    });
    await expect(rowsOf('"a,b\n1,2\n', csv)).rejects.toThrow('never closed');
  });

  it.each([',', ';', 'spaces'])('that can’t be read are handed on as they stand: %j', async (delimiter) => {
    const one = delimiter === 'spaces' ? '   ' : delimiter;
    const broken = ['"x ""y"""' + one + '"p\r\nq  q"' + one + ' 7', ' "alone"'];
    const text = ['\uFEFF1' + one + '2', broken[0], '', '3' + one + '4', broken[1], ''].join('\r\n');
    const rows = await rowsOf(text, { ...csv, delimiter, columns: ['a', 'b'] });
    expect(rows.map((row) => ('values' in row ? row.line : [row.line, row.content]))).toEqual([
      1,
      [2, broken[0]],
      5,
      [6, broken[1]],
    ]);
  });

  it('that can’t be read are handed on as they stand, wherever the file is cut into pieces', async () => {
    const broken = Array.from({ length: 5_000 }, (_, n) => `王小明 ${n},"${'é\n'.repeat(n % 5)}",3`);
    const rows = await rowsOf(`a,b\n${broken.map((row) => `1,2\n${row}\n`).join('')}`, csv);
    expect(rows.flatMap((row) => ('values' in row ? [] : [row.content]))).toEqual(broken);
  });

  it('have contents that stay the same: idempotency keys are made of them', async () => {
    expect((await rowsOf('a,b\n"x, ""y""", 1 \n', csv))[0]).toMatchObject({
      content: '["x, \\"y\\""," 1 "]',
    });
  });

  it('are not taken on for ever in search of a quote', async () => {
    const rows = rowsOf(`a,b\n1,2\n"3,4\n${'5,6\n'.repeat(300_000)}`, csv);
    await expect(rows).rejects.toThrow('the row at line 3 is longer than');
  });

  it('need a header whose names differ', async () => {
    await expect(rowsOf('', csv)).rejects.toThrow('the file is empty');
    await expect(rowsOf('a,b,a\n1,2,3\n', csv)).rejects.toThrow('names the column a twice');
  });
});

describe('the rows of an NDJSON file', () => {
  const ndjson: InputFormat = { ...csv, format: 'ndjson' };

  it('are objects, with nested fields by their path', async () => {
    const text =
      '\uFEFF{"id":7,"name":"Ada","to":{"town":"London"},"tags":["a","b"],"gone":null}\r\n\n{"id":8}';
    expect(await valuesOf(text, ndjson)).toEqual([
      { id: '7', name: 'Ada', 'to.town': 'London', 'tags.0': 'a', 'tags.1': 'b' },
      { id: '8' },
    ]);
  });

  it('go on after a line that is none', async () => {
    expect(await valuesOf('{"id":1\n[1]\n{"id":2}\n', ndjson)).toEqual([
      expect.stringContaining('is not JSON'),
      'the line is not a JSON object',
      { id: '2' },
    ]);
  });

  it('survive being cut anywhere between two pieces of the file', async () => {
    const text = Array.from({ length: 20_000 }, (_, id) => JSON.stringify({ id, name: '客户' })).join('\n');
    const values = await valuesOf(text, ndjson);
    expect(values).toHaveLength(20_000);
    expect(
      values.every((value, id) => JSON.stringify(value) === JSON.stringify({ id: `${id}`, name: '客户' })),
    ).toBe(true);
  });
});

describe('a file', () => {
  it('must be there, and be a file', async () => {
    await expect(sizeOf(join(folder, 'none'))).rejects.toThrow("can't be read");
    await expect(sizeOf(folder)).rejects.toThrow('is not a file');
  });
});
