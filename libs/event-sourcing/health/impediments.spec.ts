import { describe, expect, it } from '@jest/globals';
import { Impediments } from './impediments.js';

describe('impediments', () => {
  it('lists the newest reason of each component, by name', () => {
    const impediments = new Impediments();
    impediments.report('read store', 'out of reach');
    impediments.report('event store', 'silent');
    impediments.report('read store', 'refused');
    expect(impediments.list()).toEqual([
      { component: 'event store', reason: 'silent' },
      { component: 'read store', reason: 'refused' },
    ]);
  });

  it('forgets a component that is well again', () => {
    const impediments = new Impediments();
    impediments.report('event store', 'silent');
    impediments.report('event store', undefined);
    expect(impediments.list()).toEqual([]);
  });

  it('passes on each change once', () => {
    const impediments = new Impediments();
    const changes: unknown[] = [];
    impediments.onChange((...change) => changes.push(change));
    for (const reason of ['silent', 'silent', undefined, undefined])
      impediments.report('event store', reason);
    expect(changes).toEqual([
      ['event store', 'silent'],
      ['event store', undefined],
    ]);
  });
});
