/** Runs tasks of the same key one after another, in the order they came; tasks of different keys side by side. */
export class KeyedQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key);
    const result = before ? before.then(task, task) : task();
    this.tails.set(key, result);
    const leave = (): void => {
      if (this.tails.get(key) === result) this.tails.delete(key);
    };
    result.then(leave, leave);
    return result;
  }
}
