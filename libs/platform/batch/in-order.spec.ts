import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { inOrder } from './in-order.js';

/** Counts what is read of it. */
class Source {
  taken = 0;

  constructor(private readonly length: number) {}

  async *items(): AsyncGenerator<number> {
    while (this.taken < this.length) {
      await turn();
      this.taken += 1;
      yield this.taken;
    }
  }
}

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
};

const open = new AbortController().signal;

const turns = async (count: number): Promise<void> => {
  for (let past = 0; past < count; past += 1) await turn();
};

describe('results in order', () => {
  it('come in the order of the items, whichever is done first', async () => {
    const task = async (item: number): Promise<number> => {
      await turns((item * 7) % 5);
      return item;
    };
    const results = await all(inOrder(new Source(50).items(), { limit: 8, task, signal: open }));
    expect(results).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('come without waiting for further items', async () => {
    const never = new Promise<IteratorResult<number>>(() => undefined);
    let asked = 0;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => (asked++ === 0 ? Promise.resolve({ value: 1, done: false }) : never),
      }),
    };
    const results = inOrder(source, { limit: 8, task: (item) => Promise.resolve(item), signal: open });
    expect(await results.next()).toEqual({ value: 1, done: false });
  });

  it('stop the reading while as many as the limit are under way, and go on after', async () => {
    const source = new Source(1_000);
    const letGo: (() => void)[] = [];
    const task = (): Promise<void> => new Promise((done) => letGo.push(done));
    const results = inOrder(source.items(), { limit: 16, task, signal: open });
    const first = results.next();
    await turns(200);
    expect(source.taken).toBe(16);
    letGo[0]?.();
    await first;
    void results.next();
    await turns(200);
    expect(source.taken).toBe(17);
  });

  it('stop the reading while nobody takes them', async () => {
    const source = new Source(100_000);
    const task = (item: number): Promise<number> => Promise.resolve(item);
    const results = inOrder(source.items(), { limit: 16, task, signal: open });
    for (let taken = 0; taken < 100; taken += 1) await results.next();
    await turns(200);
    expect(source.taken).toBeLessThanOrEqual(100 + 17);
  });

  it('of what was begun come when the source fails or is to end, and then the end', async () => {
    const task = (item: number): Promise<number> => Promise.resolve(item);
    const failing = async function* (): AsyncGenerator<number> {
      yield* [1, 2];
      await turn();
      throw new Error('cut off');
    };
    expect(await all(inOrder(failing(), { limit: 16, task, signal: open }))).toEqual([1, 2]);
    const ending = new AbortController();
    const endless = async function* (): AsyncGenerator<number> {
      yield* [1, 2];
      await new Promise(() => undefined);
    };
    const results = inOrder(endless(), { limit: 16, task, signal: ending.signal });
    expect([await results.next(), await results.next()].map(({ value }) => value as unknown)).toEqual([1, 2]);
    const last = results.next();
    await turn();
    ending.abort();
    expect(await last).toEqual({ value: undefined, done: true });
  });
});
