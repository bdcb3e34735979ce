import { type ReadStore } from '../read-store/read-store.port.js';
import { collections, groupCheckpoints, type LeasedCheckpointDocument } from './checkpoint.documents.js';

/**
 * Removes the group checkpoints that processes have left behind when they were killed: those that no consumer's document
 * names, and that haven't changed from one look to the next.
 *
 * Each is closed first, as for a takeover. Its process, if it is alive after all, then goes on with another document; a
 * consumer whose document it has meanwhile made name the closed one stands there at no later position than in its own.
 */
export class AbandonedGroups {
  private readonly groups;
  private seen = new Map<string, number>();

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
