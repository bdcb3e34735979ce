import { MOST_LEVELS } from './json-bounds.js';

/** A command, as far as order is concerned: what it changes, and, somewhere in its body, what it mentions. */
export interface Ordered {
  readonly id?: string;
  readonly body: unknown;
  /** Of the commands that share it, one alone is sent. */
  readonly once?: Buffer;
}

/**
 * Keeps groups of commands in order where the order matters: a group waits for the commands of groups before it that change
 * something it changes or mentions, and for nothing else.
 */
export class CommandLanes {
  private readonly changing = new Map<string, Promise<void>>();
  private readonly claimed = new Set<string>();

  /**
   * Sends a group's commands, one after another, when its turn has come.
   * @throws what `send` throws; the group's further commands are not sent then
   */
  async run<C extends Ordered>(commands: readonly C[], send: (command: C) => Promise<void>): Promise<void> {
    const before = this.before(commands);
    const left = commands.map((command) => ({ command, leave: this.enter(command) }));
    try {
      if (before.length > 0) await Promise.all(before);
      for (let [step] = left; step; [step] = left) {
        await send(step.command);
        step.leave();
        left.shift();
      }
    } finally {
      for (const { leave } of left) leave();
    }
  }

  /** A command that an earlier group is about to send as well changes nothing by itself. */
  private enter({ id, once }: Ordered): () => void {
    const claim = once?.toString('hex');
    if (id === undefined || (claim !== undefined && this.claimed.has(claim))) return () => undefined;
    let changed = (): void => undefined;
    const changing = new Promise<void>((resolve) => (changed = resolve));
    this.changing.set(id, changing);
    if (claim !== undefined) this.claimed.add(claim);
    return () => {
      changed();
      if (this.changing.get(id) === changing) this.changing.delete(id);
      if (claim !== undefined) this.claimed.delete(claim);
    };
  }

  private before(commands: readonly Ordered[]): readonly Promise<void>[] {
    const found: Promise<void>[] = [];
    if (this.changing.size === 0) return found;
    for (const { id, body } of commands) {
      this.find(id, 0, found);
      this.find(body, 0, found);
    }
    return found;
  }

  /** What is nested more deeply than a request may be is refused when it is sent. */
  private find(json: unknown, level: number, found: Promise<void>[]): void {
    if (typeof json === 'string') {
      const changing = this.changing.get(json);
      if (changing) found.push(changing);
    } else if (typeof json === 'object' && json !== null && level <= MOST_LEVELS) {
      for (const inner of Object.values(json)) this.find(inner, level + 1, found);
    }
  }
}
