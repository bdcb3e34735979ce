import { describe, expect, it } from '@jest/globals';
import { projection } from '../projections/projection.js';
import { documentsAfter, logOf, on } from './projection.spec-kit.js';

interface Placed {
  readonly type: 'Placed';
  readonly data: { readonly occurredAt: string; readonly customerId: string; readonly total: number };
}
interface Erased {
  readonly type: 'Erased';
  readonly data: { readonly occurredAt: string; readonly customerId: string };
}
type Event = Placed | Erased;

const spend = projection<{ customerId: string; total: number }, Event>({
  name: 'spend',
  version: 1,
  events: ['Placed', 'Erased'],
  indexes: [{ fields: { customerId: 1 } }],
  documentIds: (event) => (event.type === 'Placed' ? [event.stream] : []),
  documentsWhere: (event) => (event.type === 'Erased' ? { customerId: event.data.customerId } : undefined),
  initial: () => ({ customerId: '', total: 0 }),
  evolve: (document, event) => {
    switch (event.type) {
      case 'Placed':
        return { customerId: event.data.customerId, total: document.total + event.data.total };
      case 'Erased':
        return null;
    }
  },
});

const at = (day: number) => `2024-01-0${day}T00:00:00.000Z`;
const placed = (customerId: string, total: number, day = 1): Placed => ({
  type: 'Placed',
  data: { occurredAt: at(day), customerId, total },
});
const erased = (customerId: string): Erased => ({ type: 'Erased', data: { occurredAt: at(2), customerId } });

describe('documentsAfter', () => {
  it('folds events into the documents they name', () => {
    const log = logOf([
      ...on('order-1', [placed('anna', 5), placed('anna', 2)]),
      ...on('order-2', [placed('bo', 1)]),
    ]);
    expect(documentsAfter(spend, log)).toEqual({
      'order-1': { customerId: 'anna', total: 7 },
      'order-2': { customerId: 'bo', total: 1 },
    });
  });

  it('changes the documents that an event finds, and leaves deleted ones out', () => {
    const log = logOf([
      ...on('order-1', [placed('anna', 5)]),
      ...on('order-2', [placed('bo', 1)]),
      erased('anna'),
    ]);
    expect(Object.keys(documentsAfter(spend, log))).toEqual(['order-2']);
  });

  it('refuses a fold that yields what JSON cannot say', () => {
    expect(() => documentsAfter(spend, logOf([placed('anna', Number.NaN)]))).toThrow(
      'total is no JSON value',
    );
  });

  it('refuses a fold that changes its arguments', () => {
    const adding = {
      ...spend,
      evolve: (document: { total: number }) => Object.assign(document, { total: 1 }),
    };
    expect(() => documentsAfter(adding, logOf([placed('anna', 1)]))).toThrow(TypeError);
  });
});

describe('logOf', () => {
  it('makes up rising positions, revisions within each stream, and times recorded that never go back', () => {
    const log = logOf([
      ...on('order-1', [placed('a', 1, 3)]),
      ...on('order-2', [placed('a', 1, 1)]),
      ...on('order-1', [placed('a', 1, 4)]),
    ]);
    expect(log.map(({ stream, revision }) => `${stream}/${revision}`)).toEqual([
      'order-1/0',
      'order-2/0',
      'order-1/1',
    ]);
    expect(log.map(({ metadata }) => metadata.recordedAt)).toEqual([at(3), at(3), at(4)]);
    expect(log.map(({ position }) => position).toSorted()).toEqual(log.map(({ position }) => position));
    expect(new Set(log.map(({ id }) => id)).size).toBe(3);
  });

  it('keeps what a spec says', () => {
    const [event] = logOf([{ ...placed('a', 1), position: 'x', metadata: { recordedAt: at(9) } }]);
    expect(event).toMatchObject({ position: 'x', metadata: { recordedAt: at(9), schemaVersion: 1 } });
  });
});
