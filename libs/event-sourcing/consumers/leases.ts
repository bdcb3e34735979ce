import { type ReadCollection } from '../read-store/read-store.port.js';
import {
  type GroupCheckpointDocument,
  type LeasedCheckpointDocument,
  type Progress,
  progressOf,
} from './checkpoint.documents.js';
import { LeasedCheckpoint, marked } from './leased-checkpoint.js';
import { Sightings } from './sightings.js';

export interface LeaseOptions {
  /** Tells holders apart; no two processes, nor two runs of one process, have the same. */
  readonly owner: string;
  /** This process's own monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** How long a holder may give no sign before another takes over, in milliseconds. */
  readonly duration: number;
  /** No other process can write to the store: who else is named there as a holder has ended. False when absent. */
  readonly alone?: boolean;
  /** The group checkpoints of the store. To be given where a former holder may have been a member of a group. */
  readonly groups?: ReadCollection<GroupCheckpointDocument>;
}

/** How long a holder may give no sign before another takes over, in milliseconds, unless it is set otherwise. */
export const LEASE_DURATION = 5_000;

/**
 * The leases of one collection. A holder proves that it is alive by a counter that rises with each write. Another process
 * takes over when it has itself watched the counter stand still for the duration of a lease: no clock of one process is
 * compared with that of another. A former holder can't move the checkpoint any more, which the epoch decides.
 */
export class Leases<D extends LeasedCheckpointDocument> {
  private readonly sightings: Sightings;

  constructor(
    private readonly collection: ReadCollection<D>,
    readonly options: LeaseOptions,
  ) {
    // After an outage of the store, its holders have the time to go on before they are given up.
    this.sightings = new Sightings(options.clock, options.duration / 2);
  }

  /** Undefined while another holds the lease. `fields` are saved with it. To be tried again within half of its duration. */
  async acquire(
    id: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<LeasedCheckpoint<D> | undefined> {
    const { collection, options } = this;
    const [found] = await collection.get([id]);
    if (found && !this.isFree(found)) return undefined;
    const { position, mark } = await finalProgress(found, options);
    const taken = await collection.updateOne(
      // A holder that has written anything meanwhile is alive.
      found
        ? { _id: id, epoch: found.epoch, heartbeat: found.heartbeat }
        : { _id: id, epoch: { $exists: false } },
      {
        $set: {
          ...fields,
          ...marked(mark),
          owner: options.owner,
          released: false,
          group: null,
          member: null,
        },
        $inc: { epoch: 1, heartbeat: 1 },
        ...(position === undefined ? {} : { $max: { position } }),
      },
      { upsert: found === undefined },
    );
    return taken && new LeasedCheckpoint(collection, id, taken.epoch, taken.position, taken.mark);
  }

  /** Whether a process is known to hold it: this one, or another that has been seen to give a sign. */
  isAlive(lease: LeasedCheckpointDocument): boolean {
    if (lease.released) return false;
    return lease.owner === this.options.owner || this.look(lease).changed;
  }

  /** Whether its holder was seen to give no sign for the duration of a lease. */
  isSilent(lease: LeasedCheckpointDocument): boolean {
    return this.look(lease).age >= this.options.duration;
  }

  private isFree(found: LeasedCheckpointDocument): boolean {
    const { alone = false, owner } = this.options;
    if (found.released || (alone && found.owner !== owner)) return true;
    return this.isSilent(found);
  }

  private look({ _id, epoch, heartbeat }: LeasedCheckpointDocument) {
    return this.sightings.look(_id, `${epoch}/${heartbeat}`);
  }
}

/**
 * Closes the group checkpoint that the last holder's position stands in, so that it can't be moved any more, and returns
 * that position, with its mark. The group's process, if it is alive, makes another one for the consumers that it still holds.
 */
async function finalProgress(
  found: LeasedCheckpointDocument | undefined,
  { groups }: LeaseOptions,
): Promise<Progress> {
  if (found?.group == null) return {};
  if (!groups) throw new Error(`${found._id} is a member of a group, whose checkpoints are not at hand`);
  const closed = await groups.updateOne({ _id: found.group }, { $inc: { revision: 1 } });
  return progressOf(found, closed);
}
