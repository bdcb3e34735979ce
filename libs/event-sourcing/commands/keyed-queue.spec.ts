import { describe, expect, it } from '@jest/globals';
import { KeyedQueue } from './keyed-queue.js';

/** A task that ends when it is told to. */
const held = () => {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, ended };
};

describe('a keyed queue', () => {
  it('runs tasks of one key one after another, in the order they came', async () => {
    const queue = new KeyedQueue();
    const log: string[] = [];
    const first = held();
    const one = queue.run('a', async () => {
      log.push('one begins');
      await first.ended;
      log.push('one ends');
    });
    const two = queue.run('a', () => Promise.resolve(log.push('two')));
    const three = queue.run('a', () => Promise.resolve(log.push('three')));
    first.end();
    await Promise.all([one, two, three]);
    expect(log).toEqual(['one begins', 'one ends', 'two', 'three']);
  });

  it('holds up no task of another key', async () => {
    const queue = new KeyedQueue();
    const first = held();
    const one = queue.run('a', () => first.ended);
    expect(await queue.run('b', () => Promise.resolve('done'))).toBe('done');
    first.end();
    await one;
  });

  it('goes on after a task that failed, and tells its caller alone', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('a', () => Promise.reject(new Error('no')));
    const next = queue.run('a', () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
