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
    if (this.changing.size === 0) return [];
    const texts = commands.flatMap(({ id, body }) => [...(id === undefined ? [] : [id]), ...textsOf(body)]);
    return texts.flatMap((text) => this.changing.get(text) ?? []);
  }
}

const textsOf = (json: unknown): readonly string[] => {
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(textsOf) : [];
};
