import { type Position } from '../event-store/event-store.port.js';
import { type ReadCollection, type ReadStore } from '../read-store/read-store.port.js';
import {
  type GroupCheckpointDocument,
  groupCheckpoints,
  type LeasedCheckpointDocument,
} from './checkpoint.documents.js';
import { type LogMark } from './log-mark.js';
import { type LeasedCheckpoint, LeaseLostError, marked } from './leased-checkpoint.js';

/** A consumer whose position is saved together with the others' of its process. */
export interface GroupMember {
  readonly lease: LeasedCheckpoint<LeasedCheckpointDocument>;
  /** Everything up to it is done and stored. */
  readonly reached: Position | undefined;
  /** The last event at or before that. */
  readonly mark: LogMark | undefined;
  /** `position` has been saved, for everyone to read. */
  saved(position: Position | undefined): void;
  /** Another process holds the lease. */
  lost(error: LeaseLostError): void;
}

interface Membership {
  readonly number: number;
  /** `joined`: its own document names the group. `left`: it no longer does, or couldn't be changed. */
  state: 'joining' | 'joined' | 'left';
}

/** Time until the checkpoint is saved again after the store has failed, in milliseconds. */
const RETRY_AFTER = 500;

/**
 * One checkpoint for all the consumers that a process holds: one write moves all. Each member is under its own lease, and
 * its own document names the group. For as long as any document may do so, the member stands in the group's at no later
 * position than it has reached. Who takes a member over closes the group's document first; the members that are left
 * then prove their leases once more, and go on with a new one.
 *
 * A process that is killed leaves its document behind, which `AbandonedGroups` removes.
 */
export class GroupCheckpoint {
  private readonly checkpoints: ReadCollection<GroupCheckpointDocument>;
  private members = new Map<GroupMember, Membership>();
  private documents = 0;
  private numbers = 0;
  /** Of the document; 0: there is none yet. */
  private revision = 0;
  /** What was written last. */
  private written: string | undefined;
  private turn: Promise<void> = Promise.resolve();
  private requested = false;

  constructor(
    store: ReadStore,
    private readonly owner: string,
    private readonly onError: (error: unknown) => void,
  ) {
    this.checkpoints = groupCheckpoints(store);
  }

  /** From the next save on, which also saves in the consumer's own document that it is live. */
  join(member: GroupMember): void {
    const { state } = this.members.get(member) ?? {};
    if (state === 'joining' || state === 'joined') return;
    this.members.set(member, { number: this.numbers, state: 'joining' });
    this.numbers += 1;
  }

  has(member: GroupMember): boolean {
    return this.members.get(member)?.state === 'joined';
  }

  /** Soon saves how far all members have come, in one write. */
  save(): void {
    if (this.requested) return;
    this.requested = true;
    void this.inTurn(async () => {
      this.requested = false;
      await this.write();
    }).catch((error: unknown) => {
      this.onError(error);
      setTimeout(() => {
        this.save();
      }, RETRY_AFTER).unref();
    });
  }

  /**
   * Saves the position and `fields` in the consumer's own document, and has the group move on without it.
   * @throws LeaseLostError
   */
  leave(member: GroupMember, fields: Readonly<Record<string, unknown>> = {}): Promise<void> {
    return this.inTurn(async () => {
      const membership = this.members.get(member);
      // Until it is known that its document doesn't name the group, its position there stays where it is.
      if (membership) membership.state = 'left';
      try {
        await member.lease.save(member.reached, {
          ...fields,
          ...marked(member.mark),
          group: null,
          member: null,
        });
      } catch (error) {
        if (error instanceof LeaseLostError) this.members.delete(member);
        throw error;
      }
      this.members.delete(member);
      member.saved(member.reached);
      if (this.members.size === 0) await this.discard();
    });
  }

  /** Nothing of this group is written while another part of it is. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async write(): Promise<void> {
    const reached = new Map([...this.members.keys()].map((member) => [member, member.reached]));
    if (![...this.members.values()].some(({ state }) => state !== 'left')) return;
    if (!(await this.stored(reached))) {
      this.renew();
      await this.write();
      return;
    }
    for (const [member, membership] of this.members) {
      if (!reached.has(member)) continue;
      if (membership.state === 'joining') await this.admit(member, membership, reached.get(member));
      if (membership.state === 'joined') member.saved(reached.get(member));
    }
  }

  /** False: the document is closed, or an earlier write arrived though it seemed to have failed. */
  private async stored(reached: ReadonlyMap<GroupMember, Position | undefined>): Promise<boolean> {
    const position = [...reached.values()].reduce((one, other) =>
      (one ?? '') > (other ?? '') ? one : other,
    );
    const behind = [...reached]
      .filter(([, own]) => own !== position)
      .map(([member, own = '']) => ({ member: this.members.get(member)?.number, position: own }));
    const [furthest] = [...reached].filter(([, own]) => own === position).map(([member]) => member);
    const fields = {
      ...(position === undefined ? {} : { position }),
      ...marked(furthest?.mark),
      behind,
      members: this.numbers,
    };
    const text = JSON.stringify(fields);
    if (this.written === text) return true;
    const { id: _id, revision } = this;
    const document = await this.checkpoints.updateOne(
      { _id, revision },
      { $set: { ...fields, revision: revision + 1 } },
      { upsert: revision === 0 },
    );
    this.revision += 1;
    this.written = text;
    return document !== undefined;
  }

  /** Its own document names the group only once it stands in the group's. */
  private async admit(
    member: GroupMember,
    membership: Membership,
    position: Position | undefined,
  ): Promise<void> {
    const { id: group } = this;
    try {
      await member.lease.save(position, {
        state: 'live',
        complete: true,
        failure: null,
        refusal: null,
        ...marked(member.mark),
        group,
        member: membership.number,
      });
      membership.state = 'joined';
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
      this.members.delete(member);
      member.lost(error);
    }
  }

  private get id(): string {
    return `${this.owner}/${this.documents}`;
  }

  /** Another document, which nobody is a member of yet. */
  private renew(): void {
    this.documents += 1;
    this.numbers = 0;
    this.revision = 0;
    this.written = undefined;
    const staying = [...this.members].filter(([, { state }]) => state !== 'left');
    this.members = new Map();
    for (const [member] of staying) this.join(member);
  }

  private async discard(): Promise<void> {
    const { id, revision } = this;
    this.renew();
    if (revision > 0) await this.checkpoints.deleteOne(id).catch(this.onError);
  }
}
