/** A command, as far as order is concerned: what it changes, and, somewhere in its body, what it mentions. */
interface Ordered {
  readonly id?: string;
  readonly body: unknown;
}

/**
 * Keeps rows in order where the order matters: a row waits for the rows before it that change something it changes or
 * mentions, and for no others.
 */
export class RowLanes {
  private readonly changing = new Map<string, Promise<void>>();

  /** Runs a row's commands when its turn has come; `run` must not fail. */
  async run(commands: readonly Ordered[], run: () => Promise<void>): Promise<void> {
    const before = this.before(commands);
    const done = before.length === 0 ? run() : Promise.all(before).then(run);
    const targets = commands.flatMap(({ id }) => id ?? []);
    for (const id of targets) this.changing.set(id, done);
    await done;
    for (const id of targets) if (this.changing.get(id) === done) this.changing.delete(id);
  }

  private before(commands: readonly Ordered[]): readonly Promise<void>[] {
    const found: Promise<void>[] = [];
    if (this.changing.size === 0) return found;
    for (const { id, body } of commands) {
      this.find(id, found);
      this.find(body, found);
    }
    return found;
  }

  private find(json: unknown, found: Promise<void>[]): void {
    if (typeof json === 'string') {
      const changing = this.changing.get(json);
      if (changing) found.push(changing);
    } else if (typeof json === 'object' && json !== null) {
      for (const inner of Object.values(json)) this.find(inner, found);
    }
  }
}
