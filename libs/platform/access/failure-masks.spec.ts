import { describe, expect, it } from '@jest/globals';
import { maskedFailure, maskedVerification } from './failure-masks.js';

const failure = {
  stream: 'customer-1',
  revision: 3,
  position: '17',
  type: 'Renamed',
  error: 'no “Ada” here',
};
const masked = { ...failure, error: '…' };

describe('what something stopped at', () => {
  it('is named, and what the error says is masked', () => {
    expect(maskedFailure(failure)).toEqual(masked);
    expect(maskedFailure(null)).toBeNull();
  });

  it('is masked in a comparison with the log, too', () => {
    expect(maskedVerification({ compared: 0, failure })).toEqual({ compared: 0, failure: masked });
    expect(maskedVerification({ compared: 5, failure: null })).toEqual({ compared: 5, failure: null });
    expect(maskedVerification(null)).toBeNull();
  });
});
