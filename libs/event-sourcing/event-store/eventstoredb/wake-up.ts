/** Lets one waiting routine be woken from several sides, without losing a call that comes too early. */
export class WakeUp {
  private due = false;
  private resolve: (() => void) | undefined;

  readonly call = (): void => {
    this.due = true;
    this.resolve?.();
  };

  /** Resolves once `call` has been called since the last wait. */
  async wait(): Promise<void> {
    if (!this.due) {
      await new Promise<void>((resolve) => {
        this.resolve = resolve;
      });
    }
    this.due = false;
    this.resolve = undefined;
  }
}
