import { type StreamingRead, StreamNotFoundError } from '@eventstore/db-client';
import { TimeLimitError } from './failures.js';

/**
 * Reads to the end. The client sets no deadline on reads, so `timeLimit` milliseconds without an event, or
 * the end, are taken for a failure.
 */
export function collect<Resolved>(
  read: StreamingRead<Resolved>,
  timeLimit: number,
): Promise<readonly Resolved[]> {
  return new Promise((resolve, reject) => {
    const collected: Resolved[] = [];
    const silence = setTimeout(() => {
      read.cancel().catch(() => undefined);
      reject(new TimeLimitError(timeLimit));
    }, timeLimit);
    read.on('data', (resolved: Resolved) => {
      collected.push(resolved);
      silence.refresh();
    });
    read.on('end', () => {
      clearTimeout(silence);
      resolve(collected);
    });
    // It also stays for what comes after: an error that nobody listens to ends the process.
    read.on('error', (error) => {
      clearTimeout(silence);
      reject(error);
    });
  });
}

/** As `collect`; undefined when there is no such stream. */
export async function collectStream<Resolved>(
  read: StreamingRead<Resolved>,
  timeLimit: number,
): Promise<readonly Resolved[] | undefined> {
  try {
    return await collect(read, timeLimit);
  } catch (error) {
    if (error instanceof StreamNotFoundError) return undefined;
    throw error;
  }
}

/** Rejects with a `TimeLimitError` when `call` takes longer than `timeLimit` milliseconds. */
export function withinTimeLimit<Result>(call: Promise<Result>, timeLimit: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      reject(new TimeLimitError(timeLimit));
    }, timeLimit);
    call.then(resolve, reject).finally(() => {
      clearTimeout(limit);
    });
  });
}
