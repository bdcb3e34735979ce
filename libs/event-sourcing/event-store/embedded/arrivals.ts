import { BroadcastChannel } from 'node:worker_threads';

/** Tells subscribers, in all threads of this process, when to look at the log again. */
export class Arrivals {
  private readonly waiting = new Set<() => void>();
  /** Reaches the other threads. */
  private readonly threads: BroadcastChannel;

  /** `log` names the log that others of the same name append to as well. */
  constructor(log: string) {
    this.threads = new BroadcastChannel(`dossier event log ${log}`);
    this.threads.unref();
    this.threads.onmessage = () => {
      this.wake();
    };
  }

  /** Resolves at the next commit, or on abort. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  /** To be called at each commit. */
  tell(): void {
    this.wake();
    this.threads.postMessage(undefined);
  }

  close(): void {
    this.threads.close();
  }

  /** Ends all waiting. */
  wake(): void {
    for (const wake of [...this.waiting]) wake();
  }
}
