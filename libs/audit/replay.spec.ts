import { describe, expect, it } from '@jest/globals';
import { Deciders } from '../event-sourcing/core.js';
import { type Change, changesBetween, replay } from './replay.js';
import { asHistory, folds, lit } from './testing/lamps.fixture.js';

describe('a replay', () => {
  it('says of each event what it changed in its own stream', async () => {
    const events = [
      lit('lamp-1', 1, { colour: 'red' }),
      lit('lamp-2', 2),
      lit('lamp-1', 3, { colour: 'blue' }),
    ];
    const changed: (readonly Change[])[] = [];
    for await (const { changes } of replay(asHistory(events), folds.deciders)) changed.push(changes);
    expect(changed).toEqual([
      [
        { path: 'events', before: 0, after: 1 },
        { path: 'lamp.colour', after: 'red' },
      ],
      [{ path: 'events', before: 0, after: 1 }],
      [
        { path: 'events', before: 1, after: 2 },
        { path: 'lamp.colour', before: 'red', after: 'blue' },
      ],
    ]);
  });

  it('is refused for a stream that nobody folds', async () => {
    const replayed = replay(asHistory([lit('lamp-1', 1)]), new Deciders([]));
    await expect(replayed.next()).rejects.toThrow('no context folds the stream lamp-1');
  });
});

describe('the changes between two states', () => {
  it.each<[string, unknown, unknown, readonly Change[]]>([
    ['none', { a: 1, b: ['x'] }, { a: 1, b: ['x'] }, []],
    ['a field that appeared', {}, { a: 1 }, [{ path: 'a', after: 1 }]],
    ['a field that went', { a: 1 }, {}, [{ path: 'a', before: 1 }]],
    ['an item of a list', { a: ['x', 'y'] }, { a: ['x', 'z'] }, [{ path: 'a.1', before: 'y', after: 'z' }]],
    [
      'a field deep inside',
      { a: { b: { c: 1 } } },
      { a: { b: { c: 2 } } },
      [{ path: 'a.b.c', before: 1, after: 2 }],
    ],
  ])('are %s', (_name, before, after, changes) => {
    expect(changesBetween(before, after)).toEqual(changes);
  });
});
