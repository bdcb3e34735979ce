/** What stands in the way of serving: a component, such as `event store` or `projection customer-profile`, and why. */
export interface Impediment {
  readonly component: string;
  readonly reason: string;
}

/**
 * What a process knows to stand in the way of serving, so that readiness is answered at once and waits for no store.
 * Probes and workers report here; nothing is asked when the list is read.
 */
export class Impediments {
  private readonly reasons = new Map<string, string>();
  private readonly listeners: ((component: string, reason: string | undefined) => void)[] = [];

  /** Replaces what the component reported before; `undefined` says that nothing stands in its way any more. */
  report(component: string, reason: string | undefined): void {
    if (this.reasons.get(component) === reason) return;
    if (reason === undefined) this.reasons.delete(component);
    else this.reasons.set(component, reason);
    for (const listener of this.listeners) listener(component, reason);
  }

  /** Sorted by component. */
  list(): readonly Impediment[] {
    return [...this.reasons]
      .map(([component, reason]) => ({ component, reason }))
      .sort((one, other) => (one.component < other.component ? -1 : 1));
  }

  /** Calls `listener` with every later change, in order, before `report` returns. */
  onChange(listener: (component: string, reason: string | undefined) => void): void {
    this.listeners.push(listener);
  }
}
