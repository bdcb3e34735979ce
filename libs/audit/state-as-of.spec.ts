import { describe, expect, it } from '@jest/globals';
import { Deciders } from '../event-sourcing/core.js';
import { stateAsOf } from './state-as-of.js';
import { asHistory, day, folds, lit } from './testing/lamps.fixture.js';

const ada = { customerId: 'ada' };
const registered = lit('customer-ada', 1, ada);

describe('the state as of a time', () => {
  const stateAt = (at: number, knownAt = 9, events = [registered, lit('lamp-1', 3, ada)]) =>
    stateAsOf(asHistory(events), folds, 'ada', { at: day(at), knownAt: day(knownAt) });

  it('is the fold of each stream, by the name of its context', async () => {
    const events = [registered, lit('lamp-1', 2, ada), lit('lamp-2', 3, ada), lit('lamp-1', 4, ada)];
    expect(await stateAt(9, 9, events)).toEqual({
      customer: { stream: 'customer-ada', id: 'ada', revision: 0, state: { events: 1 } },
      streams: {
        lamps: [
          { stream: 'lamp-1', id: '1', revision: 1, state: { events: 2 } },
          { stream: 'lamp-2', id: '2', revision: 0, state: { events: 1 } },
        ],
      },
    });
  });

  it('has nothing that occurred later', async () => {
    expect(await stateAt(2)).toMatchObject({ customer: { revision: 0 }, streams: { lamps: [] } });
    expect((await stateAt(3)).streams.lamps).toHaveLength(1);
  });

  it('has no customer before the registration', async () => {
    const early = await stateAsOf(asHistory([lit('customer-ada', 2, ada)]), folds, 'ada', {
      at: day(1),
      knownAt: day(9),
    });
    expect(early).toEqual({ customer: null, streams: { lamps: [] } });
  });

  it('has nothing that was recorded later, whenever it occurred', async () => {
    const late = { ...lit('lamp-1', 1, ada), metadata: { recordedAt: day(5) } };
    expect((await stateAt(9, 4, [registered, late])).streams.lamps).toEqual([]);
    expect((await stateAt(9, 5, [registered, late])).streams.lamps).toHaveLength(1);
  });

  it("has no stream that was not the customer's yet, and all of it from then on", async () => {
    const events = [registered, lit('lamp-1', 2), lit('lamp-1', 4, ada)];
    expect((await stateAt(3, 9, events)).streams.lamps).toEqual([]);
    expect((await stateAt(4, 9, events)).streams.lamps).toMatchObject([
      { revision: 1, state: { events: 2 } },
    ]);
  });

  it('is refused for a stream that nobody folds', async () => {
    const none = { ...folds, deciders: new Deciders([]) };
    await expect(
      stateAsOf(asHistory([registered]), none, 'ada', { at: day(9), knownAt: day(9) }),
    ).rejects.toThrow('no context folds the stream customer-ada');
  });
});
