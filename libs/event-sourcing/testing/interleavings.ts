import { setImmediate as nextTurn } from 'node:timers/promises';

/** Something that can happen next. */
export interface Step {
  readonly name: string;
  readonly happen: () => void;
}

/** One order in which things happen: awaits of the code under test pass gates, between steps that threads take. */
export class Schedule {
  readonly taken: string[] = [];
  /** How many steps could have been taken, each time. */
  readonly widths: number[] = [];
  private readonly gates: Step[] = [];
  private isOpen = false;

  constructor(
    /** Which of the possible steps is taken, each time; the first, when no more is said. */
    private readonly choices: readonly number[],
    private readonly visited: Set<string>,
  ) {}

  /** Resolves when its turn has come, or the signal is aborted. Gates that stand for different things differ in name. */
  async gate(name: string, signal?: AbortSignal): Promise<void> {
    if (this.isOpen || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const step = { name, happen: resolve };
      this.gates.push(step);
      signal?.addEventListener('abort', () => {
        this.remove(step);
        resolve();
      });
    });
  }

  /**
   * Takes steps until none is left: gates, and of each thread the one that comes next. False: it came to a state, of which
   * `stateOf` must say everything that matters, that another order has come to before.
   */
  async run(threads: readonly (readonly Step[])[], stateOf: () => unknown): Promise<boolean> {
    const left = threads.map((steps) => [...steps]);
    for (;;) {
      await settled();
      const gates = this.gates.toSorted((one, other) => (one.name < other.name ? -1 : 1));
      if (this.widths.length >= this.choices.length) {
        const waiting = [gates.map(({ name }) => name), left.map(({ length }) => length)];
        const state = JSON.stringify([waiting, stateOf()]);
        if (this.visited.has(state)) return false;
        this.visited.add(state);
      }
      const possible = [...gates, ...left.flatMap(([next]) => next ?? [])];
      const step = possible[this.choices[this.widths.length] ?? 0];
      if (!step) return true;
      this.widths.push(possible.length);
      this.taken.push(step.name);
      this.remove(step);
      for (const steps of left) if (steps[0] === step) steps.shift();
      step.happen();
    }
  }

  /** All gates are open from now on. */
  open(): void {
    this.isOpen = true;
    for (const { happen } of this.gates.splice(0)) happen();
  }

  private remove(step: Step): void {
    const at = this.gates.indexOf(step);
    if (at !== -1) this.gates.splice(at, 1);
  }
}

/** All that can go on without another step has gone on. */
const settled = async (): Promise<void> => {
  await nextTurn();
  await nextTurn();
};

/**
 * Runs `play` for every order of its steps, which must be the same for the same choices. An order is given up where it
 * comes to a state that another has come to. Returns how many states there are.
 * @throws Error the first failure, with the steps that led to it
 */
export async function everyInterleaving(play: (schedule: Schedule) => Promise<void>): Promise<number> {
  const visited = new Set<string>();
  let choices: number[] = [];
  for (;;) {
    const schedule = new Schedule(choices, visited);
    try {
      await play(schedule);
    } catch (error) {
      throw new Error(`after ${schedule.taken.join(', ')}`, { cause: error });
    }
    const made = schedule.widths.map((width, at) => ({ width, choice: choices[at] ?? 0 }));
    const last = made.findLastIndex(({ width, choice }) => choice + 1 < width);
    if (last === -1) return visited.size;
    choices = made.slice(0, last + 1).map(({ choice }, at) => (at === last ? choice + 1 : choice));
  }
}
