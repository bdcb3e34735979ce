import { setImmediate } from 'node:timers/promises';

/** Items that are shown and written in one turn of the event loop: a few milliseconds. */
const SLICE = 200;

/** Slices of a list, each in a turn of the event loop of its own, so that others have it between two of them. */
export async function* slicesOf<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let at = 0; at < items.length; at += SLICE) {
    if (at > 0) await setImmediate();
    yield items.slice(at, at + SLICE);
  }
}

/** Parts of a list, none of them empty, each made when it is asked for. */
export type ListInParts = AsyncIterable<readonly unknown[]>;

/**
 * An answer whose long lists come part by part while it is sent, as fast as it is read: they are never in memory as a whole.
 * Each list can be gone through once, one list at a time.
 */
export class AnswerInParts<Answer extends object> {
  constructor(
    /** The answer with its long lists empty. */
    readonly head: Answer,
    /** The long lists, by the names of their fields. */
    readonly lists: ReadonlyMap<string, ListInParts>,
  ) {}

  /** An answer that is there as a whole, its lists of more than 200 items slice by slice. */
  static of<Answer extends object>(answer: Answer): AnswerInParts<Answer> {
    const lists = new Map<string, ListInParts>();
    for (const [name, list] of listsIn(answer)) if (list.length > SLICE) lists.set(name, slicesOf(list));
    return new AnswerInParts(lists.size === 0 ? answer : emptied(answer, [...lists.keys()]), lists);
  }

  /** With these fields before its own. */
  after<Before extends object>(before: Before): AnswerInParts<Before & Answer> {
    return new AnswerInParts({ ...before, ...this.head }, this.lists);
  }

  /** An answer of the same class that holds no list but these items of one. */
  holding(name: string, items: readonly unknown[]): Answer {
    return {
      ...emptied(
        this.head,
        [...listsIn(this.head)].map(([each]) => each),
      ),
      [name]: items,
    };
  }

  /** Answers of the same class that together hold everything: the head, then one for each part of a list. */
  async *answers(): AsyncGenerator<Answer> {
    yield this.head;
    for (const [name, parts] of this.lists) for await (const items of parts) yield this.holding(name, items);
  }

  /** The answer with all its items. */
  async whole(): Promise<Answer> {
    const lists = new Map<string, unknown[]>();
    for (const [name, parts] of this.lists) {
      const all: unknown[] = [];
      for await (const items of parts) for (const item of items) all.push(item);
      lists.set(name, all);
    }
    return lists.size === 0 ? this.head : { ...this.head, ...Object.fromEntries(lists) };
  }
}

function* listsIn(answer: object): Generator<[name: string, list: readonly unknown[]]> {
  for (const [name, value] of Object.entries(answer) as [string, unknown][])
    if (Array.isArray(value)) yield [name, value];
}

const emptied = <Answer extends object>(answer: Answer, names: readonly string[]): Answer => ({
  ...answer,
  ...Object.fromEntries(names.map((name) => [name, []])),
});
