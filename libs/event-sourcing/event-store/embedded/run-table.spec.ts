import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RootDatabase, open } from 'lmdb';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { hashOf } from './bloom-filter.js';
import { type Run, RunTable, type Segment } from './run-table.js';

/** Names that begin one another, or are a letter apart; the n-th stream has its events at places after n. */
const STREAMS = new Map<string, Segment>(
  Array.from({ length: 3_000 }, (_, n) => [
    `order-${n}`,
    { first: n % 7, places: Array.from({ length: 1 + (n % 4) }, (__, event) => 1 + n + event * 3_000) },
  ]),
);
const UP_TO = 12_000;

describe('a table of runs', () => {
  let folder: string;
  let root: RootDatabase;
  let table: RunTable;
  let run: Run;

  beforeEach(() => {
    folder = temporaryFolder();
    root = open({ path: folder, noSubdir: false });
    table = new RunTable(root);
    run = root.transactionSync(() => table.put(0, UP_TO, STREAMS));
  });

  afterEach(async () => {
    await root.close();
  });

  const segmentsOf = (of: Run, names: Iterable<string>) =>
    new Map([...names].map((stream) => [stream, table.segmentOf(of.upTo, stream, hashOf(stream))]));

  it('finds the events of each stream, also when it is opened anew', () => {
    expect(segmentsOf(run, STREAMS.keys())).toEqual(STREAMS);
    table = new RunTable(root);
    expect(table.after(0)).toEqual([run]);
    expect(segmentsOf(run, STREAMS.keys())).toEqual(STREAMS);
  });

  it('finds no other stream, though its name is the beginning or end of another’s', () => {
    const others = ['order-', 'order-3000', 'rder-1', 'order-1.', 'customer-1', 'order-01'];
    expect([...segmentsOf(run, others).values()]).toEqual(others.map(() => undefined));
  });

  it('keeps runs apart, and tells those after a place in their order', () => {
    const later = new Map([['order-5', { first: 9, places: [12_001, 12_050] }]]);
    for (const upTo of [12_100, 12_200]) root.transactionSync(() => table.put(UP_TO, upTo, later));
    expect(table.after(0)).toMatchObject([{ upTo: UP_TO }, { upTo: 12_100 }, { upTo: 12_200 }]);
    expect(table.after(UP_TO)).toMatchObject([{ upTo: 12_100 }, { upTo: 12_200 }]);
    expect(segmentsOf({ ...run, upTo: 12_100 }, ['order-5'])).toEqual(later);
    expect(segmentsOf(run, ['order-5'])).toEqual(new Map([['order-5', STREAMS.get('order-5')]]));
  });
});
