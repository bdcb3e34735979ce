import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ReadStoreError } from '../read-store.port.js';
import { unwritable } from './lmdb-environment.js';
import { type WritePacket } from './write-packet.js';

/** `outdated`: the collection is indexed otherwise meanwhile, and nothing of the packet was written. */
export type PacketOutcome = 'written' | 'outdated' | { readonly failure: unknown };
export type ToWorker = WritePacket | 'close';

interface Waiting {
  readonly resolve: (written: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Hands packets of documents to a thread of their own, which writes them in the order they came, and so keeps the event
 * loop free of all but their encoding. The thread begins with the first packet.
 */
export class WriteThread {
  private worker: Worker | undefined;
  private waiting: Waiting[] = [];
  private closing = false;

  constructor(private readonly folder: string) {}

  /**
   * True once the packet is committed; false when it was encoded for indexes that have changed since.
   * @throws ReadStoreError when it can't be written; nothing of it was then
   */
  write(packet: WritePacket): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (this.closing) {
        reject(new ReadStoreError('The read store is closed.'));
        return;
      }
      this.worker ??= this.start();
      if (this.waiting.push({ resolve, reject }) === 1) this.worker.ref();
      this.worker.postMessage(packet, [packet.bytes.buffer]);
    });
  }

  /** Resolves once all that was handed over is committed, and the thread has ended. */
  async close(): Promise<void> {
    const { worker } = this;
    this.closing = true;
    this.worker = undefined;
    if (worker === undefined) return;
    worker.ref();
    const ended = once(worker, 'exit');
    worker.postMessage('close' satisfies ToWorker);
    await ended;
  }

  /** An idle thread keeps no process alive. */
  private start(): Worker {
    const worker = new Worker(new URL('./write.worker.js', import.meta.url), {
      workerData: { folder: this.folder },
      // It keeps next to nothing, so it has no use for the large young generation that the event loop may be given.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    worker.on('message', (outcomes: readonly PacketOutcome[]) => {
      this.settle(outcomes);
    });
    worker.on('error', (error) => {
      this.worker = undefined;
      this.settle(this.waiting.map(() => ({ failure: error })));
    });
    worker.unref();
    return worker;
  }

  private settle(outcomes: readonly PacketOutcome[]): void {
    for (const outcome of outcomes) {
      const waiting = this.waiting.shift();
      if (typeof outcome === 'object') waiting?.reject(unwritable(outcome.failure));
      else waiting?.resolve(outcome === 'written');
    }
    if (this.waiting.length === 0) this.worker?.unref();
  }
}
