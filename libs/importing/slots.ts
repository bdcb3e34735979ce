/** Lets a bounded number of tasks run at once. */
export class Slots {
  private taken = 0;
  private freed: (() => void) | undefined;

  constructor(private readonly limit: number) {}

  /** Starts the task, which must not fail, and waits until there is room for another. For one caller at a time. */
  async run(task: () => Promise<void>): Promise<void> {
    this.taken += 1;
    void task().finally(() => {
      this.taken -= 1;
      this.freed?.();
    });
    await this.until(() => this.taken < this.limit);
  }

  async allFree(): Promise<void> {
    await this.until(() => this.taken === 0);
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.freed = resolve));
  }
}
