import { describe, it } from '@jest/globals';
import { occurring, specification } from '../event-sourcing/testing.js';
import {
  RecordExternalIdsReleased,
  RecordKeysDestroyed,
  RecordReadModelsPurged,
  RecordRemainsOverwritten,
  RequestErasure,
} from './erasure.commands.js';
import { erasureDecider } from './erasure.decider.js';
import { type ErasureEvent } from './erasure.events.js';

const { given } = specification(erasureDecider);
const at = '2026-03-01T09:00:00.000Z';
const fact = { customerId: 'ada', occurredAt: at };
const texts = { reason: 'asked for by letter', caseReference: 'DSR-1' };
const requested: ErasureEvent = { type: 'ErasureRequested', data: { ...fact, ...texts } };
const destroyed: ErasureEvent = { type: 'KeysDestroyed', data: { ...fact, keys: 3 } };
const purged: ErasureEvent = { type: 'ReadModelsPurged', data: { ...fact, position: '7' } };

const released: ErasureEvent = { type: 'ExternalIdsReleased', data: { ...fact, claims: 1 } };
const run = { beganAt: at, stores: ['read-store', 'key-store'] } as const;
const overwritten: ErasureEvent = { type: 'RemainsOverwritten', data: { ...fact, ...run } };

const request = new RequestErasure('ada', texts, occurring(at));
const keys = new RecordKeysDestroyed('ada', { keys: 3 }, occurring(at));
const ids = new RecordExternalIdsReleased('ada', { claims: 1 }, occurring(at));
const remains = new RecordRemainsOverwritten('ada', run, occurring(at));
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
    given(requested).when(ids).then(released);
    given(requested, released).when(ids).thenNothing();
    given(requested, purged).when(remains).then(overwritten);
    given(requested, purged, overwritten).when(remains).thenNothing();
  });

  it('records no step of what nobody asked for', () => {
    given().when(keys).thenFails('erasure-not-found');
    given().when(purge).thenFails('erasure-not-found');
    given().when(remains).thenFails('erasure-not-found');
  });
});
