import {
  MongoBulkWriteError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  MongoWriteConcernError,
} from 'mongodb';
import { ReadStoreError, ReadStoreUnavailableError } from '../read-store.port.js';
import { DeadlineError } from './deadline.js';

export const DUPLICATE_KEY = 11000;
export const UNAUTHORIZED = 13;

const AUTHENTICATION_FAILED = 18;

/** Between two primaries, in a shutdown, or a shard that the router can't reach. */
const SERVER_IS_LEAVING = [6, 7, 89, 91, 133, 189, 9001, 10107, 11600, 11602, 13435, 13436];

/** What whoever runs the service can do about a failure. Failures that pass by themselves are ReadStoreUnavailableErrors. */
export function readStoreFailure(server: string, error: unknown, component = 'read store'): ReadStoreError {
  if (error instanceof ReadStoreError) return error;
  const where = `The ${component} at ${server}`;
  const passing = passingFailure(where, error);
  return passing === undefined
    ? new ReadStoreError(advice(where, error), { cause: error })
    : new ReadStoreUnavailableError(passing, { cause: error });
}

function passingFailure(where: string, error: unknown): string | undefined {
  if (error instanceof DeadlineError) return `${where} gave ${error.message}`;
  if (isUnreachable(error)) {
    return `${where} can't be reached: is MongoDB running there, and is its address right?`;
  }
  if (isUnconfirmed(error)) {
    return `${where} has no majority of its members that confirms writes in time`;
  }
  return undefined;
}

/**
 * A socket that fails while a command is written to it is passed on by the driver as the system's own error; errors of
 * its pool and of a client that isn't connected have no common class.
 */
const isUnreachable = (error: unknown): boolean =>
  // What fails under a bulk write is handed over inside the bulk's own error.
  (error instanceof MongoBulkWriteError && isUnreachable(error.errorResponse)) ||
  error instanceof MongoServerSelectionError ||
  error instanceof MongoNetworkError ||
  (typeof error === 'object' && error !== null && 'syscall' in error) ||
  (error instanceof Error && /^Mongo(Pool|WaitQueueTimeout|NotConnected)/.test(error.name)) ||
  (error instanceof MongoServerError && hasCode(error, ...SERVER_IS_LEAVING));

const isUnconfirmed = (error: unknown): boolean =>
  error instanceof MongoWriteConcernError ||
  (error instanceof MongoBulkWriteError && error.result.getWriteConcernError() !== undefined);

function advice(where: string, error: unknown): string {
  if (error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED) {
    return `${where} refused the user name or password: check them, and authSource.`;
  }
  if (error instanceof MongoServerError && error.code === UNAUTHORIZED) {
    return `${where} forbids this to its user, who needs readWrite on the database`;
  }
  return `${where} failed with ${kindOf(error)}; the whole error may quote documents, so that it stands in the server's log alone`;
}

/**
 * What an error of the server or the driver is, by its code: its text may quote documents, keys and whole commands, and what
 * is made of it is read in logs and in readiness, by those who may see nobody's data.
 */
export function kindOf(error: unknown): string {
  if (error instanceof MongoServerError) {
    const { code, codeName } = error;
    const named = typeof codeName === 'string' && /^\w{1,60}$/.test(codeName) ? ` (${codeName})` : '';
    return `code ${Number(code)}${named}`;
  }
  return error instanceof Error ? error.constructor.name : typeof error;
}

/** Whether the server refused a command for this reason. */
export function hasCode(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof MongoServerError && typeof error.code === 'number' && codes.includes(error.code);
}
