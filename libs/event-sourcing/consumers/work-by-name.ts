/** Does one thing at a time for each name. What takes its time for one name holds up no other. */
export class WorkByName {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly refused = new Set<string>();

  constructor(
    /** Work was refused for a name that is free now. */
    private readonly onFree: () => void,
  ) {}

  /** Begins the work, which must not reject, unless other work for the name is under way: it is refused then. */
  begin(name: string, work: () => Promise<void>): void {
    if (this.underWay.has(name)) {
      this.refused.add(name);
      return;
    }
    const done = work().then(() => {
      this.underWay.delete(name);
      if (this.refused.delete(name)) this.onFree();
    });
    this.underWay.set(name, done);
  }

  /** Resolves once all that is under way is done. */
  async done(): Promise<void> {
    await Promise.all(this.underWay.values());
  }
}
