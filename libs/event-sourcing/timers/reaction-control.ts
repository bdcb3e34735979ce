import { callProcesses } from '../consumers/presence.js';
import { type Position } from '../event-store/event-store.port.js';
import { type Skip } from '../projections/projection-state.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { timerStates } from './timer-worker.js';
import { reactionStates } from '../reactions/reaction-state.js';

/** What was asked of a reaction or a timer doesn't fit its state. */
export class ReactionControlError extends Error {
  override readonly name = 'ReactionControlError';
}

/**
 * What people may ask of reactions and timers, from any process: it is recorded in the read store, and done by whichever
 * process holds them, as soon as it is told (within a third of a lease).
 */
export class ReactionControl {
  constructor(
    private readonly store: ReadStore,
    private readonly now: () => Date,
  ) {}

  /**
   * Has a reaction that is stopped by the event at this position go on without it, for good; a timer, without the due
   * times that the event set. Who asked and when is recorded beside its checkpoint.
   * @throws ReactionControlError when it isn't stopped there
   */
  async skip(name: string, position: Position, by: string): Promise<void> {
    const skip: Skip = { position, by, at: this.now().toISOString() };
    const update = { $push: { skips: skip } };
    const reaction = { _id: name, state: 'stopped', 'failure.position': position };
    const skipped =
      (await reactionStates(this.store).updateOne(reaction, update)) ??
      (await timerStates(this.store).updateOne({ _id: name, 'stopped.position': position }, update));
    if (!skipped) throw new ReactionControlError(`${name} is not stopped at position ${position}`);
    await callProcesses(this.store);
  }
}
