/** Something that is waited for, and how it stands. */
export interface ConsumerState {
  readonly name: string;
  /** A few words that change whenever it comes further. */
  readonly words: string;
}

/** Tells what has not come further for so long, as far as it has been looked at. */
export class Standstill {
  private seen = new Map<string, { readonly words: string; readonly since: number }>();

  /** In milliseconds. */
  constructor(private readonly patience: number) {}

  /** Takes in how things stand at a time (in milliseconds), and returns what has stood so for as long as patience lasts. */
  among(states: readonly ConsumerState[], now: number): ConsumerState[] {
    const known = this.seen;
    this.seen = new Map(
      states.map(({ name, words }) => {
        const before = known.get(name);
        return [name, { words, since: before?.words === words ? before.since : now }];
      }),
    );
    return states.filter(({ name }) => now - (this.seen.get(name)?.since ?? now) >= this.patience);
  }
}
