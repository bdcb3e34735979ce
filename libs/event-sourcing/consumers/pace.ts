/** How often a runner that has nothing to do reads the store, in rounds of its heartbeat. */
const IDLE_ROUNDS = 4;

/**
 * Tells in which rounds a runner reads everything again: in each for as long as something is under way, in the first one
 * after it was asked to, and now and then while nothing happens.
 */
export class Pace {
  private left = 0;

  /** The next round is due. */
  hasten(): void {
    this.left = 0;
  }

  /** To be asked once in each round. */
  isDue(isBusy: boolean): boolean {
    if (!isBusy && this.left > 0) {
      this.left -= 1;
      return false;
    }
    this.left = IDLE_ROUNDS - 1;
    return true;
  }
}
