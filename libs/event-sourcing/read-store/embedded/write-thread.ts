import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ReadStoreError } from '../read-store.port.js';
import { unwritable } from './lmdb-environment.js';
import { type WritePacket } from './write-packet.js';

export interface NumberedPacket extends WritePacket {
  readonly number: number;
}

export type ToThread = NumberedPacket | 'close';

/** `written` is false for a packet that was encoded for indexes which have changed since. */
export type PacketAnswer = { readonly number: number } & (
  { readonly written: boolean } | { readonly failure: unknown }
);

interface Waiting {
  readonly resolve: (written: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Hands packets of documents to a thread of their own, and so keeps the event loop free of all but their encoding. The
 * thread begins with the first packet. It writes those of one collection in the order they came.
 */
export class WriteThread {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private packets = 0;
  private closing = false;

  constructor(
    private readonly folder: string,
    /** Awaited before the caller of a packet that can't be written is told; does nothing when absent. */
    private readonly onFailure: () => Promise<unknown> = () => Promise.resolve(),
  ) {}

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
      const worker = (this.worker ??= this.start());
      this.packets += 1;
      this.waiting.set(this.packets, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...packet, number: this.packets } satisfies ToThread, [packet.bytes.buffer]);
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
    worker.postMessage('close' satisfies ToThread);
    await ended;
  }

  /** An idle thread keeps no process alive. */
  private start(): Worker {
    const worker = new Worker(new URL('./write.worker.js', import.meta.url), {
      workerData: { folder: this.folder },
      // It keeps next to nothing, so it has no use for the large young generation that the event loop may be given.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    worker.on('message', (answers: readonly PacketAnswer[]) => {
      this.settle(answers);
    });
    worker.on('error', (failure) => {
      this.worker = undefined;
      this.settle([...this.waiting.keys()].map((number) => ({ number, failure })));
    });
    worker.unref();
    return worker;
  }

  private settle(answers: readonly PacketAnswer[]): void {
    for (const answer of answers) {
      const waiting = this.waiting.get(answer.number);
      this.waiting.delete(answer.number);
      if ('failure' in answer) {
        const failure = unwritable(answer.failure);
        void this.onFailure().then(() => waiting?.reject(failure));
      } else waiting?.resolve(answer.written);
    }
    if (this.waiting.size === 0) this.worker?.unref();
  }
}
