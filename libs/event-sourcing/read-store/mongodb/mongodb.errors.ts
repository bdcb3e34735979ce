import { MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { ReadStoreError } from '../read-store.port.js';

export const DUPLICATE_KEY = 11000;

const AUTHENTICATION_FAILED = 18;
const UNAUTHORIZED = 13;

/** Does something with the server, and makes of its failure a ReadStoreError that says what to do about it. */
export async function attempt<R>(server: string, action: () => Promise<R>): Promise<R> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof ReadStoreError
      ? error
      : new ReadStoreError(advice(server, error), { cause: error });
  }
}

function advice(server: string, error: unknown): string {
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) {
    return `The read store at ${server} can't be reached: is MongoDB running there, and is its address right?`;
  }
  if (error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED) {
    return `The read store at ${server} refused the user name or password: check them, and authSource.`;
  }
  if (error instanceof MongoServerError && error.code === UNAUTHORIZED) {
    return `The read store at ${server} forbids this to its user, who needs readWrite on the database: ${error.message}`;
  }
  return `The read store at ${server} failed: ${error instanceof Error ? error.message : String(error)}`;
}

/** Whether the server refused a write for this reason. */
export function hasCode(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof MongoServerError && typeof error.code === 'number' && codes.includes(error.code);
}
