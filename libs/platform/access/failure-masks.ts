import { fieldsOf } from './fields-of.js';
import { MASKED } from './masks.js';

/** Masks what an error says of the event that something stopped at: it may quote the event. Which event it was stays. */
export const maskedFailure = (failure: unknown): unknown => {
  const fields = fieldsOf(failure);
  return fields === undefined ? failure : { ...fields, error: MASKED };
};

/** As `maskedFailure`, of the event that a comparison with the log stopped at. */
export const maskedVerification = (verification: unknown): unknown => {
  const fields = fieldsOf(verification);
  return fields === undefined ? verification : { ...fields, failure: maskedFailure(fields.failure) };
};
