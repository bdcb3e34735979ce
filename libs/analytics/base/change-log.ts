/** Changes that are remembered; whoever missed more starts anew. */
const REMEMBERED = 20_000;

/** What has changed in a table since one looked, in the order of the changes. */
export class ChangeLog<Change> {
  private entries: Change[] = [];
  private forgotten = 0;

  /** Where the log ends: what is added from now on comes after it. */
  get end(): number {
    return this.forgotten + this.entries.length;
  }

  add(change: Change): void {
    this.entries.push(change);
    if (this.entries.length < 2 * REMEMBERED) return;
    this.entries = this.entries.slice(-REMEMBERED);
    this.forgotten = this.forgotten + REMEMBERED;
  }

  /** More has changed than is told: whoever looked before starts anew. */
  startAnew(): void {
    this.forgotten = this.end + 1;
    this.entries = [];
  }

  /** The changes after an earlier end; undefined if some of them are not remembered any more. */
  since(end: number): readonly Change[] | undefined {
    return end < this.forgotten ? undefined : this.entries.slice(end - this.forgotten);
  }
}
