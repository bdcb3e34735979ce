/** Numbers that look random and are the same for the same seed (Park and Miller's generator). */
export class Randomness {
  private state: number;

  constructor(seed: number) {
    this.state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1;
  }

  /** A whole number from 0, less than `end`. */
  below(end: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % Math.max(1, end);
  }

  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
}
