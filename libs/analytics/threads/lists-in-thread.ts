import { type ListInParts } from '../../platform/index.js';
import { reportInterrupted } from '../analytics.errors.js';
import { type ListPart } from './long-lists.js';

/** An answer that isn't read to its end. */
interface Reading {
  /** The lists of which something is left. */
  readonly left: Set<string>;
  /** Whoever waits for the next part; lists are read one at a time. */
  waits?: { readonly resolve: (part: ListPart) => void; readonly reject: (error: unknown) => void };
}

/** The answers whose long lists are in the report thread, and are read from there part by part. */
export class ListsInThread {
  private readonly answers = new Map<number, Reading>();

  constructor(
    /** Asks the thread for the next part of a list. */
    private readonly ask: (number: number, list: string) => void,
    /** Called when an answer has been read to its end. */
    private readonly done: () => void,
  ) {}

  /** How many answers are not read to their end. */
  get size(): number {
    return this.answers.size;
  }

  /**
   * The lists of an answer, which are to be read, or forgotten. A list of an answer that was forgotten, or whose thread has
   * died, throws `report-interrupted`.
   */
  of(number: number, lists: readonly string[]): ReadonlyMap<string, ListInParts> {
    if (lists.length > 0) this.answers.set(number, { left: new Set(lists) });
    return new Map(lists.map((list) => [list, this.parts(number, list)]));
  }

  /** A part has come from the thread. */
  arrived(number: number, list: string, part: ListPart): void {
    const reading = this.answers.get(number);
    if (!reading) return;
    const { waits, left } = reading;
    delete reading.waits;
    if (!part.more) left.delete(list);
    if (left.size === 0) this.answers.delete(number);
    waits?.resolve(part);
    if (left.size === 0) this.done();
  }

  /** Ends the reading of an answer. Returns whether it wasn't at its end. */
  end(number: number, reason: unknown): boolean {
    this.answers.get(number)?.waits?.reject(reason);
    return this.answers.delete(number);
  }

  endAll(reason: unknown): void {
    for (const number of [...this.answers.keys()]) this.end(number, reason);
  }

  private async *parts(number: number, list: string): AsyncGenerator<readonly unknown[]> {
    for (let more = true; more;) {
      const part = await this.next(number, list);
      yield part.items;
      more = part.more;
    }
  }

  private next(number: number, list: string): Promise<ListPart> {
    return new Promise((resolve, reject) => {
      const reading = this.answers.get(number);
      if (!reading) {
        reject(reportInterrupted());
        return;
      }
      reading.waits = { resolve, reject };
      this.ask(number, list);
    });
  }
}
