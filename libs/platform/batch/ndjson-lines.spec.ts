import { describe, expect, it } from '@jest/globals';
import { linesOf, type NdjsonLine } from './ndjson-lines.js';

const read = async (chunks: readonly (string | Buffer)[], limit = 100): Promise<NdjsonLine[]> => {
  const lines: NdjsonLine[] = [];
  const source = async function* (): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk as string));
  };
  for await (const line of linesOf(source(), limit)) lines.push(line);
  return lines;
};

describe('lines of NDJSON', () => {
  it('are told apart wherever the pieces end, also within a character', async () => {
    const bytes = Buffer.from('\uFEFF{"a":"王"}\r\n{"b":1}\n{"c":2}');
    const whole = [
      { number: 1, text: '{"a":"王"}' },
      { number: 2, text: '{"b":1}' },
      { number: 3, text: '{"c":2}' },
    ];
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(await read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
    }
    expect(await read([...bytes].map((byte) => Buffer.of(byte)))).toEqual(whole);
  });

  it('are left out when blank, and counted', async () => {
    expect(await read(['\n \r\n{}\n\n'])).toEqual([{ number: 3, text: '{}' }]);
    expect(await read([])).toEqual([]);
  });

  it('come without their text when too long, and the next ones go on', async () => {
    expect(await read(['{}\n', 'a'.repeat(60), 'a'.repeat(60), '\n{}\n', 'b'.repeat(101)])).toEqual([
      { number: 1, text: '{}' },
      { number: 2, text: undefined, fault: 'too-long' },
      { number: 3, text: '{}' },
      { number: 4, text: undefined, fault: 'too-long' },
    ]);
  });

  it('come without their text when they are not UTF-8', async () => {
    const latin1 = Buffer.from('{"name":"Zoë"}\n{}', 'latin1');
    expect(await read([latin1])).toEqual([
      { number: 1, text: undefined, fault: 'not-utf-8' },
      { number: 2, text: '{}' },
    ]);
  });
});
