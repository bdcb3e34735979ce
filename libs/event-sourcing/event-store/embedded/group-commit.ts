import { setImmediate } from 'node:timers/promises';
import { type AppendResult } from '../event-store.port.js';
import { type Append, decideAppends } from './appends.js';
import { type EventLog } from './event-log.js';

/** Deciding and writing them holds up the event loop, so a transaction takes no more appends than this. */
const MOST_IN_ONE_TRANSACTION = 512;

/**
 * Who is answered goes on to its next append. With so many answered in a turn, what these append is on its way to the
 * disk while the others are answered, even when there are few in all.
 */
const ANSWERS_IN_ONE_TURN = 32;

/** An append, and how its caller is answered. */
interface PendingAppend extends Append {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Tells the caller of an append what came of it. */
type Answer = () => void;

/**
 * Appends that arrive in one turn of the event loop, or while a transaction is under way, share the next one, and so
 * one flush to disk. Each is checked and answered on its own. This thread goes on while a transaction is under way.
 */
export class GroupCommit {
  private pending: PendingAppend[] = [];
  private committing: Promise<void> | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly committed: () => void,
  ) {}

  append(append: Append): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.pending.push({ ...append, resolve, reject });
      this.committing ??= this.commitAll();
    });
  }

  /** Resolves when all that is pending is answered. */
  async finish(): Promise<void> {
    await this.committing;
  }

  private async commitAll(): Promise<void> {
    const answers: Answer[] = [];
    let underway: Promise<void> | undefined;
    await setImmediate();
    while (underway || this.pending.length > 0 || answers.length > 0) {
      if (!underway && this.pending.length > 0) {
        underway = this.commit(this.pending.splice(0, MOST_IN_ONE_TRANSACTION)).then((committed) => {
          answers.push(...committed);
          underway = undefined;
        });
        // LMDB hands it to its thread in the next turn: not to be kept waiting by those who are answered.
        await setImmediate();
      }
      if (answers.length === 0) await underway;
      else {
        for (const answer of answers.splice(0, ANSWERS_IN_ONE_TURN)) answer();
        if (answers.length > 0) await setImmediate();
      }
    }
    this.committing = undefined;
  }

  private async commit(group: readonly PendingAppend[]): Promise<Answer[]> {
    try {
      const results = await this.log.append((next) => decideAppends(this.log, group, next));
      this.committed();
      return group.map(({ resolve }, index) => () => {
        const result = results[index];
        if (result) resolve(result);
      });
    } catch (error) {
      return group.map(({ reject }) => () => {
        reject(error);
      });
    }
  }
}
