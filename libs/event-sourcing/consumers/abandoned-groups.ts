import { type ReadStore } from '../read-store/read-store.port.js';
import { processes } from './presence.js';
import { collections, groupCheckpoints, type LeasedCheckpointDocument } from './checkpoint.documents.js';

/**
 * Removes what processes have left behind when they were killed: their signs of life, when they haven't changed from one
 * look to the next, and the group checkpoints that haven't either, and that no consumer's document names.
 *
 * Each is closed first, as for a takeover. Its process, if it is alive after all, then goes on with another document; a
 * consumer whose document it has meanwhile made name the closed one stands there at no later position than in its own.
 */
export class AbandonedGroups {
  private readonly groups;
  private seen = new Map<string, number>();
  private beats = new Map<string, number>();

  constructor(private readonly store: ReadStore) {
    this.groups = groupCheckpoints(store);
  }

  /** To be called at intervals that are longer than a process takes to have a consumer join its group. */
  async look(): Promise<void> {
    const all = await this.groups.find({}, { projection: { _id: 1, revision: 1 } });
    const named = await this.named();
    const unnamed = all.filter(({ _id }) => !named.has(_id));
    for (const { _id, revision } of unnamed)
      if (this.seen.get(_id) === revision) await this.remove(_id, revision);
    this.seen = new Map(unnamed.map(({ _id, revision }) => [_id, revision]));
    await this.lookAtProcesses();
  }

  /** One that was only stopped for a while writes its sign again. */
  private async lookAtProcesses(): Promise<void> {
    const all = await processes(this.store).find({});
    for (const { _id, beats } of all)
      if (this.beats.get(_id) === beats) await processes(this.store).deleteOne(_id);
    this.beats = new Map(all.map(({ _id, beats }) => [_id, beats]));
  }

  private async remove(_id: string, revision: number): Promise<void> {
    const closed = await this.groups.updateOne({ _id, revision }, { $inc: { revision: 1 } });
    if (closed && !(await this.named()).has(_id)) await this.groups.deleteOne(_id);
  }

  private async named(): Promise<ReadonlySet<string>> {
    const names = [collections.builds, collections.reactions].map(async (name) => {
      const leases = this.store.collection<LeasedCheckpointDocument>(name);
      return leases.find({ group: { $ne: null } }, { projection: { group: 1 } });
    });
    return new Set((await Promise.all(names)).flat().flatMap(({ group }) => group ?? []));
  }
}
