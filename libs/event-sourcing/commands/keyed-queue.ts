/** Runs tasks of the same key one after another, in the order they came; tasks of different keys side by side. */
export class KeyedQueue {
  /** Those who wait, of each key that a task is running for. */
  private readonly waiting = new Map<string, (() => void)[]>();

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const waiting = this.waiting.get(key);
    if (waiting) await new Promise<void>((resolve) => waiting.push(resolve));
    else this.waiting.set(key, []);
    try {
      return await task();
    } finally {
      this.leave(key);
    }
  }

  private leave(key: string): void {
    const next = this.waiting.get(key)?.shift();
    if (next) next();
    else this.waiting.delete(key);
  }
}
