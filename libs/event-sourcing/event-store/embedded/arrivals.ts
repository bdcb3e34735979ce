import { BroadcastChannel } from 'node:worker_threads';

/** How often the log is looked at for what other processes appended, in milliseconds. */
const POLL_INTERVAL = 20;

/** Tells subscribers when to look at the log again. */
export class Arrivals {
  private readonly waiting = new Set<() => void>();
  /** Reaches the other threads of this process. */
  private readonly threads: BroadcastChannel;

  /** `log` names the log that others of the same name append to as well. */
  constructor(log: string) {
    this.threads = new BroadcastChannel(`dossier event log ${log}`);
    this.threads.unref();
    this.threads.onmessage = () => {
      this.wake();
    };
  }

  /** Resolves at the next commit of this process, when another's may have come, or on abort. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(wake, POLL_INTERVAL);
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
