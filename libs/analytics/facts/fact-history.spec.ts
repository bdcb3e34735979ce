import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fact, type History, valueAt, withFact } from './fact-history.js';

const dayAt = (day: number): string => `2024-01-${`${day}`.padStart(2, '0')}`;
const positionAt = (position: number): string => `${position}`.padStart(16, '0');

interface Said {
  readonly day: number;
  readonly value: string;
}

const recorded = (all: readonly Said[]): { history: History<string>; facts: Fact<string>[] } => {
  let history: History<string> = [];
  const facts = all.map(({ day, value }, at) => {
    const recorded = { day: dayAt(day), position: positionAt(at + 1) };
    history = withFact(history, recorded, value);
    return { ...recorded, value };
  });
  return { history, facts };
};

const said = fc.record({ day: fc.integer({ min: 1, max: 9 }), value: fc.constantFrom('a', 'b', 'c') });

/** The fold of all that had happened and was known by then: the last one said. */
const folded = (facts: readonly Fact<string>[], asOf: string, position: string): string | undefined =>
  facts.filter((fact) => fact.day <= asOf && fact.position <= position).at(-1)?.value;

describe('a superseded history', () => {
  it('lets a backdated fact hold from its own day on, over what was recorded before it', () => {
    const { history } = recorded([
      { day: 1, value: 'a' },
      { day: 7, value: 'b' },
      { day: 4, value: 'c' },
    ]);
    const shown = [1, 3, 4, 7, 9].map((day) =>
      valueAt(history, { asOf: dayAt(day), position: positionAt(99) }),
    );
    expect(shown).toEqual(['a', 'a', 'c', 'c', 'c']);
    expect(valueAt(history, { asOf: dayAt(9), position: positionAt(2) })).toBe('b');
    expect(valueAt(history, { asOf: '2023-12-31', position: positionAt(99) })).toBeUndefined();
  });

  it('shows at any day and position what the fold of the facts shows', () => {
    fc.assert(
      fc.property(
        fc.array(said, { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 41 }),
        (all, day, position) => {
          const { history, facts } = recorded(all);
          const moment = { asOf: dayAt(day), position: positionAt(position) };
          expect(valueAt(history, moment)).toBe(folded(facts, moment.asOf, moment.position));
        },
      ),
    );
  });

  it('stays bounded however often something is changed, and shows the same', () => {
    const days = fc.array(said, { minLength: 150, maxLength: 700 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 9 }), (all, day) => {
        const { history, facts } = recorded(all);
        expect(history.length).toBeLessThanOrEqual(200);
        for (const behind of [0, 1, 50]) {
          const moment = { asOf: dayAt(day), position: positionAt(all.length - behind) };
          expect(valueAt(history, moment)).toBe(folded(facts, moment.asOf, moment.position));
        }
      }),
      { numRuns: 30 },
    );
  });
});
