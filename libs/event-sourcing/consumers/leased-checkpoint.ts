import { type Position } from '../event-store/event-store.port.js';
import { type ReadCollection } from '../read-store/read-store.port.js';
import { type LogMark } from './log-mark.js';
import { type LeasedCheckpointDocument } from './checkpoint.documents.js';

/** Another holder has taken over: nothing that was to be saved has been. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Fields that say at which event a checkpoint stands, where that is known. */
export const marked = (mark: LogMark | undefined): { readonly mark?: LogMark } =>
  mark === undefined ? {} : { mark };

/** A checkpoint held under a lease, which `Leases` gave. The position never goes back. */
export class LeasedCheckpoint<D extends LeasedCheckpointDocument> {
  /** As it was when this holder wrote last. */
  private heartbeat = 0;

  constructor(
    private readonly collection: ReadCollection<D>,
    readonly id: string,
    readonly epoch: number,
    /** The position that was saved when the lease was taken. */
    readonly position: Position | undefined,
    readonly mark: LogMark | undefined,
  ) {}

  /**
   * Moves the checkpoint (not, when `position` is undefined), saves `fields`, renews the lease, and returns the
   * document as it is then.
   * @throws LeaseLostError
   */
  async save(position: Position | undefined, fields: Readonly<Record<string, unknown>> = {}): Promise<D> {
    const saved = await this.collection.updateOne(
      { _id: this.id, epoch: this.epoch },
      {
        $inc: { heartbeat: 1 },
        ...(Object.keys(fields).length === 0 ? {} : { $set: fields }),
        ...(position === undefined ? {} : { $max: { position } }),
      },
    );
    if (!saved) throw new LeaseLostError(`${this.id} has another holder than epoch ${this.epoch}`);
    this.heartbeat = Math.max(this.heartbeat, saved.heartbeat);
    return saved;
  }

  /**
   * The document as it is now, given what was read of it (undefined: nothing was there). It is written only when that
   * doesn't prove the lease.
   * @throws LeaseLostError
   */
  async confirm(read: D | undefined): Promise<D> {
    const isProof = read?.epoch === this.epoch && read.heartbeat >= this.heartbeat;
    return isProof ? read : this.save(undefined);
  }

  /** Lets another take the lease at once. Nothing happens when it was lost before. */
  async release(): Promise<void> {
    await this.collection.updateOne({ _id: this.id, epoch: this.epoch }, { $set: { released: true } });
  }
}
