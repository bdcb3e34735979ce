import { describe, expect, it } from '@jest/globals';
import { EventCodec } from '../../event-sourcing/core.js';
import { AccessNotRecordedError, AccessRecorder } from './access-recorder.js';

const append = () => Promise.reject(new Error('nothing may be appended'));
const access = {
  category: 'access',
  events: {},
  eventOf: () => {
    throw new Error('nothing may be recorded');
  },
};
const viewer = { subject: 'local', client: 'local' };

describe('where stores are only read', () => {
  const recorder = new AccessRecorder({ append }, new EventCodec([]), access, () => new Date(), true);

  it('nobody’s data is shown', async () => {
    const looking = recorder.record({ customerIds: ['ada'], operation: 'getCustomer' }, viewer);
    await expect(looking).rejects.toThrow(AccessNotRecordedError);
    await expect(looking).rejects.toThrow('this process only reads the stores');
  });

  it('what is nobody’s is shown', async () => {
    await recorder.record({ customerIds: [], operation: 'getSales' }, viewer);
  });
});
