/** How often the log is looked at for what other processes appended, in milliseconds. */
const POLL_INTERVAL = 20;

/** Tells subscribers when to look at the log again. */
export class Arrivals {
  private readonly waiting = new Set<() => void>();

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

  wake(): void {
    for (const wake of [...this.waiting]) wake();
  }
}
