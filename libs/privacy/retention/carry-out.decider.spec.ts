import { describe, it } from '@jest/globals';
import { occurring, specification } from '../../event-sourcing/testing.js';
import {
  RecordRetentionRemainsOverwritten,
  RecordRetentionStepPlanned,
  RecordRetentionStepTaken,
  RequestRetentionCarryOut,
} from './carry-out.commands.js';
import { carryOutDecider } from './carry-out.decider.js';
import { type CarryOutEvent } from './carry-out.events.js';

const { given } = specification(carryOutDecider);
const at = '2026-03-31T09:00:00.000Z';
const fact = { carryOutId: 'c1', occurredAt: at };
const rule = 'interactions older than 3 years';
const request = {
  rule,
  subject: 'interactions',
  asOf: '2026-03-31',
  cutoff: '2023-03-31',
  before: '2023-03-31T00:00:00.000Z',
  expected: 3,
};

const requested: CarryOutEvent = { type: 'RetentionCarryOutRequested', data: { ...fact, ...request } };
const planned: CarryOutEvent = {
  type: 'RetentionStepPlanned',
  data: { ...fact, rule, ids: ['i1', 'i2'], cursor: 'after i2' },
};
const result = { carriedOut: ['i1'], skipped: [{ id: 'i2', reason: 'dealt-with-since' }] };
const taken: CarryOutEvent = { type: 'RetentionStepTaken', data: { ...fact, rule, ...result } };
const completed: CarryOutEvent = { type: 'RetentionCarryOutCompleted', data: fact };
const remains = { beganAt: at, stores: ['read-store'], position: '7' } as const;
const overwritten: CarryOutEvent = { type: 'RetentionRemainsOverwritten', data: { ...fact, ...remains } };

const ask = new RequestRetentionCarryOut('c1', request, occurring(at));
const plan = (...ids: string[]) =>
  new RecordRetentionStepPlanned(
    'c1',
    { ids, ...(ids.length > 0 ? { cursor: 'after i2' } : {}) },
    occurring(at),
  );
const take = new RecordRetentionStepTaken('c1', result, occurring(at));
const overwrite = new RecordRetentionRemainsOverwritten('c1', remains, occurring(at));

describe('carrying out a rule of retention', () => {
  it('is asked for once', () => {
    given().when(ask).then(requested);
    given(requested).when(ask).thenNothing();
  });

  it('plans a step, takes it, and plans the next', () => {
    given(requested).when(plan('i1', 'i2')).then(planned);
    given(requested, planned).when(take).then(taken);
    given(requested, planned, taken).when(plan('i1', 'i2')).then(planned);
  });

  it('plans no step while one is under way, and takes none that wasn’t planned', () => {
    given(requested, planned).when(plan('i3')).thenNothing();
    given(requested).when(take).thenNothing();
    given(requested, planned, taken).when(take).thenNothing();
  });

  it('is completed when nothing is left, once', () => {
    given(requested, planned, taken).when(plan()).then(completed);
    given(requested, planned, taken, completed).when(plan()).thenNothing();
    given(requested, completed).when(overwrite).then(overwritten);
    given(requested, completed, overwritten).when(overwrite).thenNothing();
  });

  it('has no steps that nobody asked for', () => {
    given().when(plan('i1')).thenFails('carry-out-not-found');
    given().when(take).thenFails('carry-out-not-found');
    given().when(overwrite).thenFails('carry-out-not-found');
  });
});
