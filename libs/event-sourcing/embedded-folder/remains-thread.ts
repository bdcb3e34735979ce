import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RemainsReadError } from './overwrite-remains.js';

/** Where the file is, how the store opens it, and how it is to be gone about. */
export interface RemainsTask {
  readonly folder: string;
  readonly overlappingSync: boolean;
  /** In bytes; the file's own when absent. */
  readonly pageSize?: number;
  /** How the names of trees begin whose keys tell about somebody; none when absent. Those keys are bytes. */
  readonly telling?: string;
  /** How long somebody who reads since before may hold it up, in milliseconds. */
  readonly patience: number;
}

export type RemainsAnswer = 'done' | { readonly failure: unknown; readonly isHeld: boolean };

/**
 * As `overwriteRemains`, of a store that this process has open for writing, in a thread of its own.
 * @throws RemainsReadError
 */
export const overwriteRemainsInThread = async (task: RemainsTask): Promise<void> => {
  const worker = new Worker(new URL('./remains.worker.js', import.meta.url), { workerData: task });
  const [answer] = (await once(worker, 'message')) as [RemainsAnswer];
  if (answer === 'done') return;
  const { failure, isHeld } = answer;
  throw isHeld && failure instanceof Error ? new RemainsReadError(failure.message) : failure;
};
