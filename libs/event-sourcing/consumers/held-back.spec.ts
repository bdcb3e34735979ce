import { describe, expect, it } from '@jest/globals';
import { type Delivery, type Position, type RecordedEvent } from '../event-store/event-store.port.js';
import { heldBack } from './held-back.js';

const event = (type: string, position: Position): RecordedEvent => ({
  id: position,
  type,
  data: {},
  metadata: {},
  stream: 's-1',
  revision: 0,
  position,
});

/** Deliveries that come when the test says so, and a wait that ends when it says so. */
class Source {
  private readonly coming: ((result: IteratorResult<Delivery>) => void)[] = [];
  private ended = false;
  private waits: (() => void)[] = [];
  readonly waited: number[] = [];
  readonly given: { readonly types: readonly string[]; readonly position: Position | undefined }[] = [];
  readonly done: Promise<void>;
  isReturned = false;

  constructor() {
    this.done = this.follow();
  }

  async come(caughtUp: boolean, position: Position, ...types: readonly string[]): Promise<void> {
    const value = { events: types.map((type) => event(type, position)), position, caughtUp };
    await this.asked();
    this.coming.shift()?.({ done: false, value });
    await settled();
  }

  async end(): Promise<void> {
    this.ended = true;
    for (const answer of this.coming.splice(0)) answer({ done: true, value: undefined });
    await this.done;
  }

  async timeIsOver(): Promise<void> {
    for (const resolve of this.waits.splice(0)) resolve();
    await settled();
  }

  private async asked(): Promise<void> {
    while (this.coming.length === 0) await settled();
  }

  private async follow(): Promise<void> {
    const source: AsyncIterable<Delivery> = {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((resolve) => {
            if (this.ended) resolve({ done: true, value: undefined });
            else this.coming.push(resolve);
          }),
        return: () => {
          this.isReturned = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    const held = heldBack(source, {
      isUnhurried: (type) => type === 'Seen',
      wait: (milliseconds) => {
        this.waited.push(milliseconds);
        return new Promise((resolve) => this.waits.push(resolve));
      },
    });
    for await (const { events, position } of held)
      this.given.push({ types: events.map(({ type }) => type), position });
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('deliveries that nobody waits for', () => {
  it('are put together for a quarter of a second', async () => {
    const source = new Source();
    await source.come(true, '1', 'Placed');
    await source.come(true, '2', 'Seen');
    await source.come(true, '3', 'Seen', 'Seen');
    expect(source.given).toEqual([{ types: ['Placed'], position: '1' }]);
    expect(source.waited).toEqual([250]);
    await source.timeIsOver();
    expect(source.given.slice(1)).toEqual([{ types: ['Seen', 'Seen', 'Seen'], position: '3' }]);
    await source.come(true, '4', 'Seen');
    expect(source.waited).toEqual([250, 250]);
    await source.end();
    expect(source.given.slice(2)).toEqual([{ types: ['Seen'], position: '4' }]);
    expect(source.isReturned).toBe(true);
  });

  it('go on at once with an event that somebody waits for, in their order', async () => {
    const source = new Source();
    await source.come(true, '1', 'Placed');
    await source.come(true, '2', 'Seen');
    await source.come(true, '3', 'Placed');
    expect(source.given.slice(1)).toEqual([{ types: ['Seen', 'Placed'], position: '3' }]);
    await source.end();
  });

  it('are not held back while there are more to come', async () => {
    const source = new Source();
    await source.come(false, '1', 'Seen');
    await source.come(true, '2', 'Seen');
    expect(source.given.map(({ position }) => position)).toEqual(['1', '2']);
    await source.come(true, '3', 'Seen');
    await source.come(false, '4', 'Seen');
    expect(source.given.slice(2).map(({ types }) => types.length)).toEqual([2]);
    await source.end();
  });
});
