import { parentPort, workerData } from 'node:worker_threads';
import { join } from 'node:path';
import { open } from 'lmdb';
import { overwriteRemains, RemainsReadError } from './overwrite-remains.js';
import { type RemainsAnswer, type RemainsTask } from './remains-thread.js';

/** A thread that overwrites what a store's file still holds, once. */

if (parentPort === null) throw new Error('this is a thread, for overwriteRemainsInThread to start');
const { folder, telling, patience, ...options } = workerData as RemainsTask;
const root = open({ path: folder, noSubdir: false, eventTurnBatching: false, ...options });
let answer: RemainsAnswer = 'done';
try {
  await overwriteRemains(root, join(folder, 'data.mdb'), {
    isTelling: (tree) => telling !== undefined && tree.startsWith(telling),
    patience,
  });
} catch (error) {
  answer = { failure: error, isHeld: error instanceof RemainsReadError };
} finally {
  await root.close();
}
parentPort.postMessage(answer);
