/** How long the server has been silent towards one kind of call, by a monotonic clock in milliseconds. */
export class Silence {
  private since: number | undefined;
  private answeredAt = -Infinity;
  private why = '';

  constructor(private readonly now: () => number) {}

  answered(): void {
    this.since = undefined;
    this.answeredAt = this.now();
  }

  /** A call that began at `began` was not answered. What others were answered since is no silence. */
  unanswered(began: number, why: string): void {
    this.since ??= Math.max(began, this.answeredAt);
    this.why = why;
  }

  /** Milliseconds since the first call that got no answer; 0 when the last one got one. */
  get length(): number {
    return this.since === undefined ? 0 : this.now() - this.since;
  }

  /** Undefined when the last call was answered. */
  get reason(): string | undefined {
    return this.since === undefined ? undefined : this.why;
  }
}
