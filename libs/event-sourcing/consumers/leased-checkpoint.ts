import { type Position } from '../event-store/event-store.port.js';
import { type ReadCollection } from '../read-store/read-store.port.js';
import {
  type GroupCheckpointDocument,
  type LeasedCheckpointDocument,
  positionOf,
} from './checkpoint.documents.js';

/** Another holder has taken over: nothing that was to be saved has been. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

export interface LeaseOptions {
  /** Tells holders apart; no two processes, nor two runs of one process, have the same. */
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long a lease lasts without being renewed, in milliseconds. */
  readonly duration: number;
  /** The group checkpoints of the store. To be given where a former holder may have been a member of a group. */
  readonly groups?: ReadCollection<GroupCheckpointDocument>;
}

/**
 * A checkpoint held under a lease. Clocks decide only when a lease may be taken from a silent holder; that a former
 * holder can't move the checkpoint any more is decided by the epoch. The position never goes back.
 */
export class LeasedCheckpoint<D extends LeasedCheckpointDocument> {
  private constructor(
    private readonly collection: ReadCollection<D>,
    private readonly options: LeaseOptions,
    readonly id: string,
    readonly epoch: number,
    /** The position that was saved when the lease was taken. */
    readonly position: Position | undefined,
  ) {}

  /** Undefined while another holds the lease. `fields` are saved with it. */
  static async acquire<D extends LeasedCheckpointDocument>(
    collection: ReadCollection<D>,
    id: string,
    fields: Readonly<Record<string, unknown>>,
    options: LeaseOptions,
  ): Promise<LeasedCheckpoint<D> | undefined> {
    const now = options.now();
    const [found] = await collection.get([id]);
    if (found && found.expiresAt > now) return undefined;
    const reached = await finalPosition(found, options);
    const taken = await collection.updateOne(
      // A holder that has joined another group meanwhile is alive, and may have come further than was read.
      { _id: id, expiresAt: { $lte: now }, group: found?.group ?? null, member: found?.member ?? null },
      {
        $set: {
          ...fields,
          owner: options.owner,
          expiresAt: now + options.duration,
          group: null,
          member: null,
        },
        $inc: { epoch: 1 },
        ...(reached === undefined ? {} : { $max: { position: reached } }),
      },
      { upsert: true },
    );
    return taken && new LeasedCheckpoint(collection, options, id, taken.epoch, taken.position);
  }

  /**
   * Moves the checkpoint (not, when `position` is undefined), saves `fields`, renews the lease, and returns the
   * document as it is then.
   * @throws LeaseLostError
   */
  async save(position: Position | undefined, fields: Readonly<Record<string, unknown>> = {}): Promise<D> {
    const expiresAt = this.options.now() + this.options.duration;
    const saved = await this.collection.updateOne(
      { _id: this.id, epoch: this.epoch },
      {
        $set: { ...fields, expiresAt },
        ...(position === undefined ? {} : { $max: { position } }),
      },
    );
    if (!saved) throw new LeaseLostError(`${this.id} has another holder than epoch ${this.epoch}`);
    return saved;
  }

  /** Lets another take the lease at once. Nothing happens when it was lost before. */
  async release(): Promise<void> {
    await this.collection.updateOne({ _id: this.id, epoch: this.epoch }, { $set: { expiresAt: 0 } });
  }
}

/**
 * Closes the group checkpoint that the last holder's position stands in, so that it can't be moved any more, and returns
 * that position. The group's process, if it is alive, makes another one for the consumers that it still holds.
 */
async function finalPosition(
  found: LeasedCheckpointDocument | undefined,
  { groups }: LeaseOptions,
): Promise<Position | undefined> {
  if (found?.group == null) return undefined;
  if (!groups) throw new Error(`${found._id} is a member of a group, whose checkpoints are not at hand`);
  const closed = await groups.updateOne({ _id: found.group }, { $inc: { revision: 1 } });
  return positionOf(found, closed);
}
