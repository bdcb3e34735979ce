import { type AnyDecider } from './decider.js';

/** The deciders of all contexts, by the category of their streams. */
export class Deciders {
  private readonly byCategory: ReadonlyMap<string, AnyDecider>;

  constructor(deciders: readonly AnyDecider[]) {
    this.byCategory = new Map(deciders.map((decider) => [decider.category, decider]));
  }

  of(category: string): AnyDecider | undefined {
    return this.byCategory.get(category);
  }
}
