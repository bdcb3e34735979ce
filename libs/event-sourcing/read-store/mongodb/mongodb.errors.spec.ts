import { describe, expect, it } from '@jest/globals';
import { MongoAPIError, MongoServerError } from 'mongodb';
import { readStoreFailure } from './mongodb.errors.js';

const QUOTED = 'ada@example.org';

/** What a server says that quotes what it was sent. */
const errors = {
  duplicate: new MongoServerError({
    code: 11000,
    codeName: 'DuplicateKey',
    message: `E11000 duplicate key error collection: crm.directory@1 dup key: { email: "${QUOTED}" }`,
  }),
  invalid: new MongoServerError({
    code: 121,
    message: `Document failed validation: { email: "${QUOTED}" }`,
    codeName: `of ${QUOTED}`,
  }),
  forbidden: new MongoServerError({
    code: 13,
    codeName: 'Unauthorized',
    message: `not authorized on crm to execute command { find: "directory@1", filter: { email: "${QUOTED}" } }`,
  }),
  driver: new MongoAPIError(`${QUOTED} is no document`),
};

describe('what is said of a server’s error', () => {
  it.each(Object.entries(errors))('quotes nothing that the server or the driver quotes: %s', (_, error) => {
    const { message, cause } = readStoreFailure('db:27017', error);
    expect(message).not.toContain(QUOTED);
    expect(message).toContain('db:27017');
    expect(cause).toBe(error);
  });

  it('names its code', () => {
    const said = (error: unknown) => readStoreFailure('db:27017', error).message;
    expect(said(errors.duplicate)).toContain('failed with code 11000 (DuplicateKey)');
    expect(said(errors.invalid)).toContain('failed with code 121;');
    expect(said(errors.forbidden)).toContain('needs readWrite on the database');
    expect(said(errors.driver)).toContain('failed with MongoAPIError;');
  });
});
