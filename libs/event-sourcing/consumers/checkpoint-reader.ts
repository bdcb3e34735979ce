import { type Filter, type ReadCollection, type ReadStore } from '../read-store/read-store.port.js';
import { groupCheckpoints, progressOf, type LeasedCheckpointDocument } from './checkpoint.documents.js';

/**
 * Reads how far consumers have come, whoever runs them: their documents with the position that they have reached, be it
 * saved there or in their group's checkpoint. Read again, no position is ever behind what it was.
 */
export class CheckpointReader<D extends LeasedCheckpointDocument> {
  private readonly groups;
  /** The groups that were named in documents lately. */
  private known = new Set<string>();

  constructor(
    store: ReadStore,
    private readonly leases: ReadCollection<D>,
  ) {
    this.groups = groupCheckpoints(store);
  }

  get(ids: readonly string[]): Promise<D[]> {
    return this.read(() => this.leases.get(ids));
  }

  find(filter: Filter): Promise<D[]> {
    return this.read(() => this.leases.find(filter));
  }

  private async read(look: () => Promise<D[]>): Promise<D[]> {
    for (;;) {
      const asked = [...this.known];
      // Before the members' own documents: a member that has left its group since then says so.
      const groups = new Map((await this.groups.get(asked)).map((group) => [group._id, group]));
      const found = await look();
      const named = found.flatMap(({ group }) => group ?? []);
      this.known = new Set([...groups.keys(), ...named]);
      if (named.some((group) => !asked.includes(group))) continue;
      return found.map((lease) => ({ ...lease, ...progressOf(lease, groups.get(lease.group ?? '')) }));
    }
  }
}
