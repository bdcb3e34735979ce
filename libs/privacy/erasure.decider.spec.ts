import { describe, it } from '@jest/globals';
import { occurring, specification } from '../event-sourcing/testing.js';
import { RecordKeysDestroyed, RecordReadModelsPurged, RequestErasure } from './erasure.commands.js';
import { erasureDecider } from './erasure.decider.js';
import { type ErasureEvent } from './erasure.events.js';

const { given } = specification(erasureDecider);
const at = '2026-03-01T09:00:00.000Z';
const fact = { customerId: 'ada', occurredAt: at };
const texts = { reason: 'asked for by letter', caseReference: 'DSR-1' };
const requested: ErasureEvent = { type: 'ErasureRequested', data: { ...fact, ...texts } };
const destroyed: ErasureEvent = { type: 'KeysDestroyed', data: { ...fact, keys: 3 } };
const purged: ErasureEvent = { type: 'ReadModelsPurged', data: { ...fact, position: '7' } };

const request = new RequestErasure('ada', texts, occurring(at));
const keys = new RecordKeysDestroyed('ada', { keys: 3 }, occurring(at));
const purge = new RecordReadModelsPurged('ada', { position: '7' }, occurring(at));

describe('the erasure of a customer', () => {
  it('is requested once', () => {
    given().when(request).then(requested);
    given(requested).when(request).thenNothing();
    given(requested, destroyed, purged).when(request).thenNothing();
  });

  it('records each of its steps once', () => {
    given(requested).when(keys).then(destroyed);
    given(requested, destroyed).when(keys).thenNothing();
    given(requested, destroyed).when(purge).then(purged);
    given(requested, destroyed, purged).when(purge).thenNothing();
  });

  it('records no step of what nobody asked for', () => {
    given().when(keys).thenFails('erasure-not-found');
    given().when(purge).thenFails('erasure-not-found');
  });
});
