import { type ReadCollection } from '../read-store/read-store.port.js';
import {
  type GroupCheckpointDocument,
  type LeasedCheckpointDocument,
  type Progress,
  progressOf,
} from './checkpoint.documents.js';
import { LeasedCheckpoint, marked } from './leased-checkpoint.js';
import { type Presence } from './presence.js';
import { type Sighting, Sightings } from './sightings.js';

export interface LeaseOptions {
  /** Tells holders apart; no two processes, nor two runs of one process, have the same. */
  readonly owner: string;
  /** This process's own monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** How long a holder may give no sign before another takes over, in milliseconds. */
  readonly duration: number;
  /** No other process can write to the store: who else is named there as a holder has ended. False when absent. */
  readonly alone?: boolean;
  /** By which processes give a sign of life for all that they hold; absent: each lease by itself, as it is written. */
  readonly presence?: Presence;
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
  /** Held by other processes, as they were read last. */
  private others = new Map<string, LeasedCheckpointDocument>();
  /** Those of them whose holders are. */
  private silent: ReadonlySet<string> = new Set();

  constructor(
    private readonly collection: ReadCollection<D>,
    readonly options: LeaseOptions,
    /** Is told when all should be read again: another process is gone, or has asked for something. */
    private readonly onNews: () => void = () => undefined,
  ) {
    // After an outage of the store, its holders have the time to go on before they are given up.
    this.sightings = new Sightings(options.clock, options.duration / 2);
    options.presence?.watch(this);
  }

  /** All of them as they are now, by id. */
  async all(): Promise<ReadonlyMap<string, D>> {
    const all = await this.collection.find({});
    this.others = new Map(all.filter((lease) => this.isOthers(lease)).map((lease) => [lease._id, lease]));
    return new Map(all.map((lease) => [lease._id, lease]));
  }

  get watched(): ReadonlySet<string> {
    return new Set([...this.others.values()].map(({ owner }) => owner));
  }

  looked(news: boolean): void {
    const silent = [...this.others.values()].filter((lease) => this.isSilent(lease)).map(({ _id }) => _id);
    const known = this.silent;
    this.silent = new Set(silent);
    if (news || silent.some((id) => !known.has(id))) this.onNews();
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

  /** Whether its holder, another process, was seen to give no sign for the duration of a lease. */
  isSilent(lease: LeasedCheckpointDocument): boolean {
    return lease.owner !== this.options.owner && this.look(lease).age >= this.options.duration;
  }

  /** Nobody holds it, or its holder was seen to give no sign for the duration of a lease. */
  private isFree(found: LeasedCheckpointDocument): boolean {
    const { alone = false, owner } = this.options;
    if (found.released || (alone && found.owner !== owner)) return true;
    return this.look(found).age >= this.options.duration;
  }

  /** Another process holds it, and isn't known to be gone. */
  isElsewhere(found: D | undefined): boolean {
    return found !== undefined && found.owner !== this.options.owner && !this.isFree(found);
  }

  private isOthers({ owner, released }: LeasedCheckpointDocument): boolean {
    return !released && owner !== this.options.owner && this.options.alone !== true;
  }

  private look(lease: LeasedCheckpointDocument): Sighting {
    const { _id, epoch, heartbeat, owner } = lease;
    const { presence } = this.options;
    // This process is alive, which says nothing of a lease that it couldn't release.
    if (!presence || owner === this.options.owner) return this.sightings.look(_id, `${epoch}/${heartbeat}`);
    if (this.isOthers(lease)) this.others.set(_id, lease);
    const beats = presence.beatsOf(owner);
    if (beats === undefined) return { age: 0, changed: false };
    return this.sightings.look(_id, `${epoch}/${heartbeat}/${beats}`);
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
