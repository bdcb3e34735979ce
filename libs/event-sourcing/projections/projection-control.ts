import { callProcesses } from '../consumers/presence.js';
import { type Position } from '../event-store/event-store.port.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { collectionOfBuild, ProjectionRegistry, withNext } from './projection-registry.js';
import { buildStates, type Skip } from './projection-state.js';
import { type VerificationRequest } from './verification.js';

/** What was asked of a projection doesn't fit its state. */
export class ProjectionControlError extends Error {
  override readonly name = 'ProjectionControlError';
}

/**
 * What people may ask of projections, from any process: it is recorded in the read store, and done by whichever
 * process holds the projection, as soon as it is told (within a third of a lease).
 */
export class ProjectionControl {
  private readonly registry: ProjectionRegistry;
  private readonly states;

  constructor(
    private readonly store: ReadStore,
    private readonly now: () => Date,
  ) {
    this.registry = new ProjectionRegistry(store);
    this.states = buildStates(store);
  }

  /**
   * Has the serving version built once more from the first event, beside the build that serves until then. A rebuild
   * that is under way already goes on.
   * @throws ProjectionControlError when no process has ever run such a projection
   */
  async rebuild(name: string): Promise<void> {
    const record = await this.registry.change(name, (current) =>
      current && !current.next ? withNext(current, current.active.version) : undefined,
    );
    if (!record) throw new ProjectionControlError(`there is no projection ${name}`);
    await callProcesses(this.store);
  }

  /**
   * Has a projection that is stopped by the event at this position go on without it, for good. Who asked and when is
   * recorded beside its checkpoint.
   * @throws ProjectionControlError when it isn't stopped there
   */
  async skip(name: string, position: Position, by: string): Promise<void> {
    const skip: Skip = { position, by, at: this.now().toISOString() };
    const stopped = await this.states.find({ projection: name, 'failure.position': position });
    for (const { _id } of stopped) {
      await this.states.updateOne({ _id, 'failure.position': position }, { $push: { skips: skip } });
    }
    if (stopped.length === 0)
      throw new ProjectionControlError(`${name} is not stopped at position ${position}`);
    await callProcesses(this.store);
  }

  /**
   * Has documents of the serving build compared with what the log says. What is found stands in its status, under the
   * request's id. Of several requests at once, the last counts.
   * @throws ProjectionControlError when no process has ever run such a projection
   */
  async verify(name: string, asked: VerificationRequest): Promise<void> {
    const record = await this.registry.find(name);
    const build = record && collectionOfBuild(name, record.active);
    const state = build && (await this.states.updateOne({ _id: build }, { $set: { asked } }));
    if (!state) throw new ProjectionControlError(`there is no projection ${name}`);
    await callProcesses(this.store);
  }
}
